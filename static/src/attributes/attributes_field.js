import { registry } from "@web/core/registry";
import { PropertiesField, propertiesField } from "@web/views/fields/properties/properties_field";

// The editor of a category's own attributes: Odoo's, in the words of the application.
export class AttributesField extends PropertiesField {
    static template = "customer_classification.AttributesField";
}

registry.category("fields").add("classification_attributes", {
    ...propertiesField,
    component: AttributesField,
    additionalClasses: ["o_field_properties"], // by which the editor finds itself
});
