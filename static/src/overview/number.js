import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** A number that opens the records which it counts. */
export class OverviewNumber extends Component {
    static template = "customer_classification.OverviewNumber";
    static props = {
        text: String,
        label: String,
        target: { type: [Object, { value: false }], optional: true },
        class: { type: String, optional: true },
    };

    get label() {
        return _t("%(label)s: %(value)s", { label: this.props.label, value: this.props.text });
    }
}
