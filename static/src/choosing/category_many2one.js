import { _t } from "@web/core/l10n/translation";
import { useOwnedDialogs } from "@web/core/utils/hooks";
import { Many2One } from "@web/views/fields/many2one/many2one";
import { CategoryAutocomplete } from "./category_autocomplete";
import { TreeDialog } from "./tree_dialog";

/** The box of a category field: with a button for the window with the tree, which F2 opens too. */
export class CategoryMany2One extends Many2One {
    static template = "customer_classification.CategoryMany2One";
    static components = { Many2XAutocomplete: CategoryAutocomplete };

    setup() {
        super.setup();
        this.addTree = useOwnedDialogs();
        this.treeLabel = _t("Choose from the tree (F2)");
    }

    get many2XAutocompleteProps() {
        return { ...super.many2XAutocompleteProps, present: this.props.value?.id };
    }

    async openTree() {
        await this.env.model?.mutex.getUnlockedDef();
        const typed = this.input?.value || "";
        this.addTree(TreeDialog, {
            context: this.props.context,
            domain: this.props.domain() || [],
            onChosen: (id) => this.many2XAutocompleteProps.update(id ? [{ id }] : false),
            present: this.props.value?.id,
            query: typed === this.displayName ? "" : typed,
            resModel: this.props.relation,
            title: this.props.string,
        });
    }

    onKeydown(ev) {
        if (ev.key === "F2") {
            ev.preventDefault();
            ev.stopPropagation();
            this.openTree();
        }
    }
}
