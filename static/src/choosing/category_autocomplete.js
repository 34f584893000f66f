import { _t } from "@web/core/l10n/translation";
import { useOwnedDialogs } from "@web/core/utils/hooks";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";
import { TreeDialog } from "./tree_dialog";

/** The drop-down of a category field; “more” is the window with the tree, also where nothing was found. */
export class CategoryAutocomplete extends Many2XAutocomplete {
    static props = { ...Many2XAutocomplete.props, present: { type: Number, optional: true } };

    setup() {
        super.setup();
        this.addTree = useOwnedDialogs();
    }

    get SearchMoreButtonLabel() {
        return _t("Choose from the tree …");
    }

    addSearchMoreSuggestion() {
        return true;
    }

    onSearchMore(query) {
        const { context, fieldString, getDomain, present, resModel, update } = this.props;
        this.addTree(TreeDialog, {
            context,
            domain: getDomain() || [],
            onChosen: (id) => update(id ? [{ id }] : false),
            present,
            query,
            resModel,
            title: fieldString,
        });
    }
}
