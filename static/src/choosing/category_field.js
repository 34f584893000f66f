import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";
import { CategoryMany2One } from "./category_many2one";

/** A field in which a category is chosen. */
export class CategoryField extends Many2OneField {
    static components = { Many2One: CategoryMany2One };
}

registry.category("fields").add("classification_category", {
    ...buildM2OFieldDescription(CategoryField),
    additionalClasses: ["o_field_many2one"], // how it looks
});
