import { patch } from "@web/core/utils/patch";
import { PropertyDefinition } from "@web/views/fields/properties/property_definition";

// The editor of a category's own attributes also asks whether an attribute is required.
patch(PropertyDefinition.prototype, {
    get canBeRequired() {
        return (
            this.props.record?.resModel === "customer.classification.category" &&
            this.state.propertyDefinition.type !== "separator"
        );
    },

    onRequiredChange(required) {
        const propertyDefinition = { ...this.state.propertyDefinition, required };
        this.props.onChange(propertyDefinition);
        this.state.propertyDefinition = propertyDefinition;
    },
});
