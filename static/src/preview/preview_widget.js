import { Component, markup, xml } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What would happen by the rule as it stands in the form. */
class PreviewDialog extends Component {
    static template = "customer_classification.PreviewDialog";
    static components = { Dialog };
    static props = ["close", "result", "title"];

    get sentence() {
        const { moves, customers, waiting } = this.props.result;
        return waiting
            ? _t("%(moves)s of %(customers)s customers would move, %(waiting)s of them wait for approval.", {
                  moves,
                  customers,
                  waiting,
              })
            : _t("%(moves)s of %(customers)s customers would move.", { moves, customers });
    }

    get html() {
        return markup(this.props.result.html);
    }
}

/** A button that makes the dry run of a rule without saving it. */
export class PreviewWidget extends Component {
    static template = xml`
        <button type="button" class="btn btn-secondary o_classification_preview" t-on-click="onClick">Dry Run</button>`;
    static props = standardWidgetProps;

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
    }

    async onClick() {
        const { record } = this.props;
        if (!(await record.checkValidity({ displayNotification: true }))) {
            return;
        }
        const changes = await record.getChanges({ withReadonly: true });
        const ids = record.resId ? [record.resId] : [];
        const result = await this.orm.call(record.resModel, "preview", [ids, changes]);
        this.dialog.add(PreviewDialog, { result, title: _t("Dry run of the rule as it stands here") });
    }
}

registry.category("view_widgets").add("classification_preview", { component: PreviewWidget });
