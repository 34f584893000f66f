import { Component, onMounted, useState, useSubEnv } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { OverviewCare } from "./care";
import { OverviewCategories } from "./categories";
import { OverviewMoves } from "./moves";
import { OverviewTiles } from "./tiles";
import { OverviewTodo } from "./todo";
import { OverviewValue } from "./value";

const VIEWS = {
    "customer.classification.report": ["list", "pivot", "graph"],
};
const TABS = ["overview", "value", "care"];

/** “amount desc”, as the views of Odoo take it. */
function orderTerm(term) {
    const [name, direction] = term.split(" ");
    return { name, asc: direction !== "desc" };
}

/** The page that opens with the app: everything in one request, and every number opens what it counts. */
export class ClassificationOverview extends Component {
    static template = "customer_classification.Overview";
    static components = {
        Layout,
        OverviewCare,
        OverviewCategories,
        OverviewMoves,
        OverviewTiles,
        OverviewTodo,
        OverviewValue,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.tabs = TABS;
        this.state = useState({
            page: null,
            tab: "overview",
            options: {},
            version: 0,
            ...this.props.state,
        });
        useSubEnv({ openTarget: (target) => this.openTarget(target) });
        useSetupAction({
            getLocalState: () => ({ tab: this.state.tab, options: this.state.options }),
        });
        onMounted(() => {
            this.load();
        });
    }

    get filters() {
        return this.state.page.filters;
    }

    get comparison() {
        return this.filters.comparisons.find(([key]) => key === this.filters.comparison)?.[1] || "";
    }

    get tabName() {
        return {
            overview: _t("At a glance"),
            value: _t("Customer value"),
            care: _t("Care"),
        };
    }

    async load() {
        const page = await this.orm.call("customer.classification.overview", "get_overview", [
            this.state.options,
        ]);
        Object.assign(this.state, { page, version: this.state.version + 1 });
    }

    choose(name, value) {
        this.state.options = { ...this.state.options, [name]: value };
        return this.load();
    }

    chooseId(name, ev) {
        return this.choose(name, Number(ev.target.value) || false);
    }

    selectTab(tab) {
        this.state.tab = tab;
    }

    /** Arrow keys go from tab to tab, as in any list of tabs. */
    onTabKeydown(ev) {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[ev.key];
        if (step) {
            ev.preventDefault();
            const next = TABS[(TABS.indexOf(this.state.tab) + step + TABS.length) % TABS.length];
            this.selectTab(next);
            ev.currentTarget.parentElement.parentElement
                .querySelector(`#o_overview_tab_${next}`)
                .focus();
        }
    }

    print() {
        window.print();
    }

    /** Open the records that a number counts; of long lists, those come first that the number is about. */
    async openTarget({ name, model, domain, action, context = {}, id, order }) {
        if (action) {
            const found = await this.action.loadAction(action);
            return this.action.doAction({ ...found, name, display_name: name, domain, context });
        }
        const kinds = id ? ["form"] : [...(VIEWS[model] || ["list"]), "form"];
        const request = {
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            res_id: id || false,
            views: kinds
                .filter((kind) => kind !== "form" || model !== "customer.classification.report")
                .map((kind) => [false, kind]),
            target: "current",
        };
        const props = order ? { orderBy: order.split(", ").map(orderTerm) } : {};
        return this.action.doAction(request, { props });
    }

    openEmpty() {
        const { action, target } = this.state.page.empty;
        return action ? this.action.doAction(action) : this.openTarget(target);
    }
}

registry.category("actions").add("customer_classification.overview", ClassificationOverview);
