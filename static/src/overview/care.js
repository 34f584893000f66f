import { Component } from "@odoo/owl";
import { formatCount, formatMoney, formatNumber, formatShare } from "./format";
import { OverviewNumber } from "./number";

/** How the customers of each category are doing: are they content, do they grow, do they pay? */
export class OverviewCare extends Component {
    static template = "customer_classification.OverviewCare";
    static components = { OverviewNumber };
    static props = { rows: Array, quality: Array, currencyId: Number };

    share(value) {
        return formatShare(value);
    }

    /** By how many points the share is better or worse than in the month before. */
    points(tile) {
        if (tile.share === null || tile.before === null) {
            return "";
        }
        const points = 100 * (tile.share - tile.before);
        return `${points > 0 ? "+" : ""}${formatNumber(points)}`;
    }

    pointsClass(tile) {
        return tile.share > tile.before
            ? "text-success"
            : tile.share < tile.before
            ? "text-danger"
            : "text-muted";
    }

    count(value) {
        return formatCount(value);
    }

    money(value) {
        return formatMoney(value, this.props.currencyId);
    }

    number(value, unit = "") {
        return value === null || value === undefined ? "–" : `${formatNumber(value)}${unit}`;
    }

    indent(row) {
        return row.id ? `padding-left: ${row.level * 0.75}rem` : "";
    }

    tone(value, low, high) {
        if (value === null || value === undefined) {
            return "o_classification_muted";
        }
        return value < low ? "text-danger" : value >= high ? "text-success" : "";
    }
}
