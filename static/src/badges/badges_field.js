import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import {
    Many2ManyTagsField,
    many2ManyTagsField,
} from "@web/views/fields/many2many_tags/many2many_tags_field";

/** Category badges of a customer; a click explains why they are in that category. */
export class ClassificationBadgesField extends Many2ManyTagsField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    getTagProps(record) {
        return { ...super.getTagProps(record), onClick: (ev) => this.explain(ev, record) };
    }

    async explain(ev, record) {
        ev.stopPropagation();
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, "action_why", [[resId], record.resId]));
    }
}

registry.category("fields").add("classification_badges", {
    ...many2ManyTagsField,
    component: ClassificationBadgesField,
});
