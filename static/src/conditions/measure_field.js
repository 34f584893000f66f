import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

// The pick-list of measures, under the headings that the server gives: {label: [measure, …]}.
export class MeasureField extends SelectionField {
    static template = "customer_classification.MeasureField";

    get groups() {
        const labels = Object.fromEntries(this.options);
        return (this.props.record.data.measure_groups || []).map(({ label, measures }) => ({
            label,
            choices: measures.map((value) => ({ value, label: labels[value] })),
        }));
    }
}

registry.category("fields").add("classification_measure", { ...selectionField, component: MeasureField });
