import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** The form of a category asks before attributes go of which customers have values. */
export class CategoryFormController extends FormController {
    async onWillSaveRecord(record, changes) {
        const proceed = await super.onWillSaveRecord(record, changes);
        if (proceed === false || !record.resId || !changes.own_attributes) {
            return proceed;
        }
        const lost = await this.orm.call(record.resModel, "attributes_lost", [
            [record.resId],
            changes.own_attributes,
        ]);
        return lost ? this.askWhetherToLose(lost) : proceed;
    }

    askWhetherToLose(lost) {
        const warning = _t(
            "An attribute that is removed, or becomes one of another type, loses the values that customers have."
        );
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    title: _t("These values would be lost"),
                    body: `${lost}\n\n${warning}`,
                    confirmLabel: _t("Save and Lose Them"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Go Back"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }
}

registry
    .category("views")
    .add("classification_category_form", { ...formView, Controller: CategoryFormController });
