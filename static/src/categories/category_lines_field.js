import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** The categories of a scheme; a block of codes and names that is pasted into the list becomes lines. */
export class CategoryLinesField extends X2ManyField {
    static template = "customer_classification.CategoryLinesField";

    async onPaste(ev) {
        const text = ev.clipboardData?.getData("text/plain") || "";
        if (this.props.readonly || !/[\t\n]/.test(text.trim())) {
            return; // a single text goes where the cursor is
        }
        ev.preventDefault();
        const line = this.list.editedRecord;
        if (line?.isNew && !line.data.name) {
            await this.list.delete(line);
        } else if (!(await this.list.leaveEditMode({ canAbandon: false }))) {
            return;
        }
        await this.props.record.update({ pasted_categories: text });
    }
}

registry.category("fields").add("classification_category_lines", {
    ...x2ManyField,
    component: CategoryLinesField,
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"], // how it looks
});
