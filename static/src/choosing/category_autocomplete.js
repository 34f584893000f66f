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

    /** A value that was just given may still be on its way through the server: the scheme decides what is found. */
    async search(name) {
        await this.env.model?.mutex.getUnlockedDef();
        return super.search(name);
    }

    addSearchMoreSuggestion() {
        return true;
    }

    async onSearchMore(query) {
        await this.env.model?.mutex.getUnlockedDef();
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
