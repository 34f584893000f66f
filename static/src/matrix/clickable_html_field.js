import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** HTML of the server; what has data-method opens what that method of the record returns, with data-args. */
export class ClickableHtmlField extends Component {
    static template = "customer_classification.ClickableHtmlField";
    static props = standardFieldProps;

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async onClick(ev) {
        const { method, args } = ev.target.closest("[data-method]")?.dataset ?? {};
        if (method) {
            const { resModel, resId } = this.props.record;
            this.action.doAction(
                await this.orm.call(resModel, method, [[resId], ...JSON.parse(args)])
            );
        }
    }
}

registry.category("fields").add("classification_clickable_html", {
    component: ClickableHtmlField,
    supportedTypes: ["html"],
});
