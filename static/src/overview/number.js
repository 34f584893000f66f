import { Component } from "@odoo/owl";

/** A number that opens the records which it counts. */
export class OverviewNumber extends Component {
    static template = "customer_classification.OverviewNumber";
    static props = {
        text: String,
        label: String,
        target: { type: [Object, { value: false }], optional: true },
        class: { type: String, optional: true },
    };
}
