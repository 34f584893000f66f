import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { formatCount, formatMoney, formatNumber, formatShare } from "./format";
import { OverviewNumber } from "./number";

const SCORES = [5, 4, 3, 2, 1];

/** What customers are worth: recency by frequency, the Pareto curve with its classes, how much hangs on how few. */
export class OverviewValue extends Component {
    static template = "customer_classification.OverviewValue";
    static components = { OverviewNumber };
    static props = { value: Object, currencyId: Number };

    setup() {
        this.scores = SCORES;
        this.canvas = useRef("canvas");
        this.cells = new Map(
            this.props.value.rfm.map((cell) => [`${cell.recency},${cell.frequency}`, cell])
        );
        this.most = Math.max(1, ...this.props.value.rfm.map((cell) => cell.customers));
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => []
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    cell(recency, frequency) {
        return this.cells.get(`${recency},${frequency}`);
    }

    style(cell) {
        return cell
            ? `--o-overview-heat: ${Math.round(12 + (48 * cell.customers) / this.most)}%`
            : "";
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

    cellLabel(cell) {
        return _t("Recency %(recency)s, frequency %(frequency)s", cell);
    }

    topLabel(top) {
        return top.count === 1 ? _t("The largest customer") : _t("The %s largest", top.count);
    }

    topWidth(top) {
        return `width: ${Math.round(100 * top.share)}%`;
    }

    get chartLabel() {
        const classes = this.props.value.classes.map(
            ({ name, customers, share }) =>
                `${name}: ${formatCount(customers)}, ${formatShare(share)}`
        );
        return _t("Pareto curve of %(count)s customers. %(classes)s", {
            count: this.props.value.buyers,
            classes: classes.join("; "),
        });
    }

    draw() {
        const { curve, buyers } = this.props.value;
        if (!this.canvas.el) {
            return;
        }
        const style = getComputedStyle(this.canvas.el);
        const lines = [80, 95].map((share) => ({
            data: [
                { x: 0, y: share },
                { x: buyers, y: share },
            ],
            borderColor: style.getPropertyValue("--o-overview-line"),
            borderDash: [4, 4],
            borderWidth: 1,
            pointRadius: 0,
        }));
        // eslint-disable-next-line no-undef
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: {
                datasets: [
                    {
                        data: [{ x: 0, y: 0 }, ...curve.map(([x, y]) => ({ x, y }))],
                        borderColor: style.getPropertyValue("--o-overview-curve"),
                        backgroundColor: style.getPropertyValue("--o-overview-area"),
                        fill: true,
                        pointRadius: 0,
                        pointHitRadius: 8,
                    },
                    ...lines,
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        callbacks: {
                            title: ([item]) =>
                                _t("The best %s customers", formatCount(item.parsed.x)),
                            label: (item) => _t("%s%% of the sales", formatNumber(item.parsed.y)),
                        },
                    },
                },
                scales: {
                    x: {
                        type: "linear",
                        max: buyers,
                        title: { display: true, text: _t("Customers, best first") },
                        ticks: { precision: 0 },
                    },
                    y: { min: 0, max: 100, title: { display: true, text: _t("% of the sales") } },
                },
            },
        });
    }
}
