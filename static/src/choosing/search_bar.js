import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { TreeDialog } from "./tree_dialog";

const CATEGORY = "customer.classification.category";

/** Where the search bar unfolds categories, its last entry is the window with their tree. */
patch(SearchBar.prototype, {
    async computeSubItems(searchItem, query) {
        const subItems = await super.computeSubItems(...arguments);
        const field = this.fields[searchItem.fieldName];
        if (field?.type === "many2one" && field.relation === CATEGORY) {
            subItems.push({
                id: `tree_${searchItem.id}`,
                isChild: true,
                searchItemId: searchItem.id,
                label: _t("Choose from the tree …"),
                unselectable: true,
                loadMore: () => this.chooseCategory(searchItem),
            });
        }
        return subItems;
    },

    /** Search for the category that is chosen in the window, which all levels can be. */
    chooseCategory(searchItem) {
        const { context } = this.fields[searchItem.fieldName];
        const { domainEvalContext, globalContext } = this.env.searchModel;
        const domain = searchItem.domain
            ? new Domain(searchItem.domain).toList({ ...domainEvalContext, ...context })
            : [];
        this.inputDropdownState.close();
        this.resetState({ focus: false });
        this.dialogService.add(TreeDialog, {
            context: { ...globalContext, ...context },
            domain,
            onChosen: (value, node) =>
                this.env.searchModel.addAutoCompletionValues(searchItem.id, {
                    label: `${node.code} ${node.name}`,
                    operator: searchItem.operator || "=",
                    value,
                }),
            resModel: CATEGORY,
            title: searchItem.description,
        });
    },
});
