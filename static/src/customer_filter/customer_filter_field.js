import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";

/**
 * A filter on customers: it finds and counts customers alone, not all contacts of the address book.
 *
 * Options: `within` names a field with a filter that holds besides (that of a rule's scheme); `count: false` leaves the
 * number away where the form shows another one that says more.
 */
export class CustomerFilterField extends DomainField {
    static template = "customer_classification.CustomerFilterField";
    static props = {
        ...DomainField.props,
        within: { type: String, optional: true },
        withCount: { type: Boolean, optional: true },
    };

    getEvaluatedDomain(props = this.props) {
        const domain = super.getEvaluatedDomain(props);
        if (domain.isInvalid) {
            return domain;
        }
        const outer = (props.within && props.record.data[props.within]) || "[]";
        return Domain.and([[["is_classifiable", "=", true]], outer, domain]).toList(
            this.getContext(props)
        );
    }
}

registry.category("fields").add("classification_customer_filter", {
    ...domainField,
    component: CustomerFilterField,
    extractProps(staticInfo, dynamicInfo) {
        const { within, count = true } = staticInfo.options;
        return {
            ...domainField.extractProps(staticInfo, dynamicInfo),
            resModel: "res.partner",
            within,
            withCount: count,
        };
    },
});
