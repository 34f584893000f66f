import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { ProgressBarField, progressBarField } from "@web/views/fields/progress_bar/progress_bar_field";

const SECONDS = 3;

/** The progress of a run; the form is read again every few seconds while the run is under way. */
export class ClassificationProgressField extends ProgressBarField {
    setup() {
        super.setup();
        const timer = setInterval(async () => {
            if (this.props.record.data.state === "running" && !document.hidden) {
                await this.props.record.load();
            }
        }, SECONDS * 1000);
        onWillUnmount(() => clearInterval(timer));
    }
}

registry.category("fields").add("classification_progress", {
    ...progressBarField,
    component: ClassificationProgressField,
});
