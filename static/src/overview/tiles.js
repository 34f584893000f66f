import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatChange, formatCount, formatMoney, formatShare } from "./format";
import { OverviewNumber } from "./number";

/** The six numbers at the top, each with its change. */
export class OverviewTiles extends Component {
    static template = "customer_classification.OverviewTiles";
    static components = { OverviewNumber };
    static props = { tiles: Array, currencyId: Number, comparison: String };

    value(tile) {
        return this.format(tile.value, tile.unit);
    }

    format(value, unit) {
        return unit === "money" ? formatMoney(value, this.props.currencyId) : formatCount(value);
    }

    change(tile) {
        return formatChange(tile.value, tile.before, tile.unit);
    }

    changeClass(tile) {
        const better = Math.sign(tile.value - tile.before) * tile.good;
        return better > 0 ? "text-success" : better < 0 ? "text-danger" : "o_classification_muted";
    }

    changeTitle(tile) {
        return _t("%(comparison)s: %(before)s", {
            comparison: this.props.comparison,
            before: this.format(tile.before, tile.unit),
        });
    }

    /** What stands below the change: the share of all sales, or the sales of those who moved. */
    note(tile) {
        if (tile.share || tile.share === 0) {
            return _t("%s of all sales", formatShare(tile.share));
        }
        if (tile.money) {
            return _t("with %s a year", formatMoney(tile.money, this.props.currencyId));
        }
        return "";
    }
}
