import { useBus } from "@web/core/utils/hooks";
import { PropertyValue } from "@web/views/fields/properties/property_value";

const TYPED = ["char", "integer", "float", "monetary", "text"];

/** The value of an attribute; what is being typed stays in its place, whatever the server answers meanwhile. */
export class AttributeValue extends PropertyValue {
    static template = "customer_classification.AttributeValue";

    setup() {
        super.setup();
        this.typed = null; // the text in the box as long as it was not handed over
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) => {
            if (this.typed !== null) {
                detail.proms.push(this.onValueChange(this.typed));
            }
        });
    }

    get displayValue() {
        return this.typed ?? super.displayValue;
    }

    get propertyValue() {
        const isText = ["char", "text"].includes(this.props.type);
        return isText ? this.typed ?? super.propertyValue : super.propertyValue;
    }

    onInput(ev) {
        this.typed = TYPED.includes(this.props.type) ? ev.target.value : null;
    }

    onValueChange(newValue) {
        this.typed = null;
        return super.onValueChange(newValue);
    }
}
