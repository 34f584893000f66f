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

registry
    .category("fields")
    .add("classification_measure", { ...selectionField, component: MeasureField });

// The pick-list of comparisons: only those that fit the measure, and the present one.
export class OperatorField extends SelectionField {
    get options() {
        const { fitting_operators: fitting } = this.props.record.data;
        const present = this.props.record.data[this.props.name];
        return super.options.filter(
            ([value]) => !fitting || fitting.includes(value) || value === present
        );
    }
}

registry
    .category("fields")
    .add("classification_operator", { ...selectionField, component: OperatorField });
