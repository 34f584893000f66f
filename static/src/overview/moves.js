import { Component } from "@odoo/owl";
import { formatCount } from "./format";
import { OverviewNumber } from "./number";

const SIGNS = { up: "▲", down: "▼" };

/** Who moved from where to where, as a table whose cells are the darker the more moved. */
export class OverviewMoves extends Component {
    static template = "customer_classification.OverviewMoves";
    static components = { OverviewNumber };
    static props = { moves: Object };

    setup() {
        this.index();
    }

    index() {
        this.cells = new Map(
            this.props.moves.cells.map((cell) => [`${cell.row},${cell.column}`, cell])
        );
        this.most = Math.max(1, ...this.props.moves.cells.map((cell) => cell.count));
    }

    cell(row, column) {
        return this.cells.get(`${row.id},${column.id}`);
    }

    text(cell) {
        return `${SIGNS[cell.direction] || ""} ${formatCount(cell.count)}`.trim();
    }

    style(cell) {
        return cell ? `--o-overview-heat: ${Math.round(12 + (48 * cell.count) / this.most)}%` : "";
    }
}
