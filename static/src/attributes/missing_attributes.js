import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * The required attributes without a value, as the form stands.
 *
 * It is found here: to ask the server after each value would take away what is typed until it answers, since the values
 * of all attributes are written as one.
 */
export class MissingAttributes extends Component {
    static template = "customer_classification.MissingAttributes";
    static props = standardWidgetProps;

    get sentence() {
        const names = this.missing.map((attribute) => attribute.string);
        return names.length ? _t("Still missing: %s", names) : "";
    }

    get missing() {
        const { attributes, missing_attributes: atFirst } = this.props.record.data;
        return (attributes || []).filter(
            ({ required, type, value, string }) =>
                required &&
                // a check box has a value once someone touched it, which only the server knows
                (type === "boolean"
                    ? !value && (atFirst || "").includes(string)
                    : [undefined, null, false, ""].includes(value) ||
                      (Array.isArray(value) && !value.length))
        );
    }
}

registry
    .category("view_widgets")
    .add("classification_missing_attributes", { component: MissingAttributes });
