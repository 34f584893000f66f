import { Component, onMounted, onPatched, onWillStart, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { recentlyChosen, rememberChosen } from "./recent";
import { best, build, rows } from "./tree";

/** The window in which a category is chosen: the tree of each scheme, searched by code, name, path and mnemonic. */
export class TreeDialog extends Component {
    static template = "customer_classification.TreeDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        context: { type: Object, optional: true },
        domain: Array,
        onChosen: Function,
        present: { type: Number, optional: true },
        query: { type: String, optional: true },
        resModel: String,
        title: String,
    };

    setup() {
        this.orm = useService("orm");
        this.input = useAutofocus({ refName: "query" });
        this.list = useRef("list");
        this.state = useState({ query: this.props.query || "", active: null, unfolded: new Set() });
        onWillStart(() => this.load());
        onMounted(() => this.scroll());
        onPatched(() => this.scroll());
    }

    async load() {
        const { context, domain, present, resModel } = this.props;
        const nodes = await this.orm.call(resModel, "tree_for_choosing", [domain], { context });
        this.nodes = build(nodes);
        this.recent = recentlyChosen()
            .map((id) => this.nodes.get(id))
            .filter((node) => node?.can_choose);
        const tops = [...this.nodes.values()].filter((node) => !node.parent);
        const openAll =
            this.nodes.size <= 40 ? [...this.nodes.values()] : tops.length === 1 ? tops : [];
        openAll.forEach((node) => this.state.unfolded.add(node.id));
        for (let above = this.nodes.get(present)?.parent; above; above = above.parent) {
            this.state.unfolded.add(above.id);
        }
        this.state.active = this.nodes.has(present) ? present : null;
        if (this.state.query) {
            this.search(this.state.query);
        }
    }

    // What is shown ----------------------------------------------------------------------------------------------------

    get rows() {
        return rows(this.nodes, this.state.query, this.state.unfolded);
    }

    get isSearching() {
        return Boolean(this.state.query.trim());
    }

    get choices() {
        return [...this.nodes.values()].filter((node) => node.can_choose).length;
    }

    isUnfolded(node) {
        return this.isSearching || this.state.unfolded.has(node.id);
    }

    /** Above the first row of each scheme stands its name. */
    startsScheme(index, shown) {
        return index === 0 || shown[index - 1].scheme !== shown[index].scheme;
    }

    pathOf(node) {
        return node.parent ? `${this.pathOf(node.parent)} / ${node.name}` : node.name;
    }

    scroll() {
        this.list.el?.querySelector(".o_active")?.scrollIntoView({ block: "nearest" });
    }

    // What one does ----------------------------------------------------------------------------------------------------

    search(query) {
        this.state.query = query;
        this.state.active = this.isSearching
            ? best(this.rows, query)?.id
            : this.props.present || null;
    }

    toggle(node, unfold = !this.state.unfolded.has(node.id)) {
        if (this.isSearching || !node.children.length) {
            return;
        }
        unfold ? this.state.unfolded.add(node.id) : this.state.unfolded.delete(node.id);
    }

    choose(node) {
        if (!node.can_choose) {
            this.state.active = node.id;
            return this.toggle(node);
        }
        rememberChosen(node.id);
        this.props.onChosen(node.id, node);
        this.props.close();
    }

    clear() {
        this.props.onChosen(false);
        this.props.close();
    }

    onKeydown(ev) {
        const shown = this.rows;
        const place = shown.findIndex((node) => node.id === this.state.active);
        const node = shown[place];
        const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[ev.key];
        if (step) {
            this.state.active = shown[Math.min(Math.max(place + step, 0), shown.length - 1)]?.id;
        } else if (ev.key === "Enter" && node) {
            this.choose(node);
        } else if (ev.key === "ArrowRight" && node && !this.isSearching) {
            this.toggle(node, true);
        } else if (ev.key === "ArrowLeft" && node && !this.isSearching) {
            this.state.unfolded.has(node.id) && node.children.length
                ? this.toggle(node, false)
                : (this.state.active = node.parent?.id || node.id);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }
}
