import { Component } from "@odoo/owl";
import { formatCount } from "./format";
import { OverviewNumber } from "./number";

/** What somebody should do today. */
export class OverviewTodo extends Component {
    static template = "customer_classification.OverviewTodo";
    static components = { OverviewNumber };
    static props = { entries: Array };

    count(value) {
        return formatCount(value);
    }
}
