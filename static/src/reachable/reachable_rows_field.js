import { useEffect, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * A table that one fills in but adds no rows to, reached by Tab: its first cell is a stop, from which Enter edits and
 * arrows go to the others. In Odoo's own list only the link that adds a row is one.
 */
export class ReachableRowsField extends X2ManyField {
    static template = "customer_classification.ReachableRowsField";

    setup() {
        super.setup();
        this.root = useRef("root");
        useEffect(() => {
            const cell = this.root.el?.querySelector(
                ".o_data_row:not(.o_selected_row) .o_data_cell"
            );
            cell?.setAttribute("tabindex", "0");
        });
    }
}

registry.category("fields").add("classification_reachable_rows", {
    ...x2ManyField,
    component: ReachableRowsField,
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"], // how it looks
});
