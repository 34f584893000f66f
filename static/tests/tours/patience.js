import { patch } from "@web/core/utils/patch";
import { TourAutomatic } from "@web_tour/js/tour_automatic/tour_automatic";

const PATIENCE = 120_000; // ms that a step is waited for: a slow machine is no failure

patch(TourAutomatic.prototype, {
    start() {
        if (this.name.startsWith("classification_")) {
            this.timeout = PATIENCE;
        }
        return super.start();
    },
});
