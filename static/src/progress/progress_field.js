import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const SECONDS = 3;
const WORKING = ["running", "checking", "importing"];

/** The progress of a run or an import; the form is read again every few seconds while it is under way. */
export class ClassificationProgressField extends ProgressBarField {
    setup() {
        super.setup();
        const timer = setInterval(async () => {
            if (WORKING.includes(this.props.record.data.state) && !document.hidden) {
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
