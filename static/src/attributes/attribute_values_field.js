import { registry } from "@web/core/registry";
import { PropertiesField, propertiesField } from "@web/views/fields/properties/properties_field";
import { AttributeValue } from "./attribute_value";

/**
 * The attribute values of a customer.
 *
 * Odoo's own field hands over all values at each change, as the record has them: with two changes before the server
 * has answered the first, the second takes the first one back. Here what waits for an answer is remembered.
 */
export class AttributeValuesField extends PropertiesField {
    static components = { ...PropertiesField.components, PropertyValue: AttributeValue };

    setup() {
        super.setup();
        this.waiting = new Map();
    }

    get propertiesList() {
        return super.propertiesList.map((property) =>
            this.waiting.has(property.name)
                ? { ...property, value: this.waiting.get(property.name) }
                : property
        );
    }

    async onPropertyValueChange(name, value) {
        this.waiting.set(name, value);
        try {
            await this.props.record.update({ [this.props.name]: this.propertiesList });
        } finally {
            if (this.waiting.get(name) === value) {
                this.waiting.delete(name);
            }
        }
    }
}

registry.category("fields").add("classification_attribute_values", {
    ...propertiesField,
    component: AttributeValuesField,
    additionalClasses: ["o_field_properties"], // by which it finds itself
});
