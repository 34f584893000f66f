import { registry } from "@web/core/registry";
import { useAddInlineRecord } from "@web/views/fields/relational_utils";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * A list to which rows are added that are ready as they come: what stands in such a row counts as typed.
 *
 * Odoo's own list abandons a new row that nobody touched, in silence, as soon as one clicks elsewhere.
 */
export class ReadyRowsField extends X2ManyField {
    setup() {
        super.setup();
        this.addInLine = useAddInlineRecord({ addNew: (params) => this.addRow(params) });
    }

    /** As the list's own ``addNewRecord``, but the row counts as given from the moment it is seen. */
    addRow({ context, mode, position }) {
        const { list } = this;
        return list.model.mutex.exec(async () => {
            const row = await list._createNewRecordDatapoint({
                context,
                mode,
                position,
                manuallyAdded: false,
            });
            row.dirty = true;
            await list._addRecord(row, { position });
            await list._onUpdate({ withoutOnchange: !row._checkValidity({ silent: true }) });
            return row;
        });
    }
}

registry.category("fields").add("classification_ready_rows", {
    ...x2ManyField,
    component: ReadyRowsField,
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"], // how it looks
});
