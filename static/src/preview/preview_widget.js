import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { PreviewDialog } from "./preview_dialog";

/** A button that makes the dry run of a rule without saving it. */
export class PreviewWidget extends Component {
    static template = "customer_classification.PreviewWidget";
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
        this.dialog.add(PreviewDialog, {
            result,
            title: _t("Dry run of the rule as it stands here"),
        });
    }
}

registry.category("view_widgets").add("classification_preview", { component: PreviewWidget });
