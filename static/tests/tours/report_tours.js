import { registry } from "@web/core/registry";
import { settled } from "@customer_classification/../tests/tours/settled";

/** The address of the button is fetched by the tour itself: what a browser downloads, no test sees. */
async function fetchWorkbook(report) {
    const answer = await fetch(`/customer_classification/report/${report}/xlsx`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (!answer.ok || String.fromCharCode(bytes[0], bytes[1]) !== "PK") {
        throw new Error(`No workbook came, but ${answer.status}`);
    }
}

registry.category("web_tour.tours").add("classification_reports", {
    url: "/odoo/action-customer_classification.action_report_wizard",
    steps: () => [
        {
            content: "The main scheme is proposed",
            trigger: ".o_field_widget[name='scheme_id'] input:value(Tour Importance)",
        },
        {
            content: "The category statistics are proposed, with levels to choose",
            trigger: ".o_field_widget[name='levels']",
        },
        {
            content: "Choose a workbook",
            trigger: ".o_field_widget[name='file_format'] input[data-value='xlsx']",
            run: "click",
        },
        {
            content: "Amounts of workbooks are whole",
            trigger: "body:not(:has(.o_field_widget[name='unit']))",
            run: async () => fetchWorkbook("category_statistics"),
        },
        { content: "Download it", trigger: "button[name='action_make']", run: "click" },
        { content: "The answer came", trigger: "body", run: settled },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});
