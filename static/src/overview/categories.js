import { Component, useState } from "@odoo/owl";
import { formatChange, formatCount, formatMoney, formatShare } from "./format";
import { OverviewNumber } from "./number";

/** Customers and sales by category; a category with others below it opens into them. */
export class OverviewCategories extends Component {
    static template = "customer_classification.OverviewCategories";
    static components = { OverviewNumber };
    static props = { rows: Array, currencyId: Number, comparison: String, isPast: Boolean };

    setup() {
        this.state = useState({ parentId: false });
    }

    get rows() {
        return this.props.rows.filter((row) => row.id && row.parent_id === this.parent.id);
    }

    get parent() {
        return this.byId(this.state.parentId) || this.total;
    }

    /** The categories on the way down to the shown ones. */
    get path() {
        const path = [];
        for (let row = this.byId(this.state.parentId); row; row = this.byId(row.parent_id)) {
            path.unshift(row);
        }
        return path;
    }

    get total() {
        return this.props.rows.at(-1);
    }

    /** Who is not classified, and all together: beside the total, where the whole tree is looked at. */
    get beside() {
        return this.parent === this.total ? this.total.beside : [];
    }

    byId(id) {
        return id ? this.props.rows.find((row) => row.id === id) : undefined;
    }

    hasChildren(row) {
        return this.props.rows.some((other) => other.parent_id === row.id);
    }

    open(id) {
        this.state.parentId = id;
    }

    /** Of all customers, classified or not; null where it is not known. */
    share(row, name) {
        const all = this.total.beside.at(-1)[name];
        return all ? row[name] / all : null;
    }

    count(value) {
        return formatCount(value);
    }

    money(value) {
        return formatMoney(value, this.props.currencyId);
    }

    percent(share) {
        return formatShare(share);
    }

    change(row, name, unit) {
        return formatChange(row[name], row[`${name}_before`], unit);
    }

    changeClass(row, name) {
        if (row[name] === null || row[`${name}_before`] === null) {
            return "o_classification_muted";
        }
        const difference = row[name] - row[`${name}_before`];
        return difference > 0
            ? "text-success"
            : difference < 0
            ? "text-danger"
            : "o_classification_muted";
    }
}
