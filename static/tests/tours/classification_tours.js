import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

function openMenu(section, entry) {
    const steps = [
        {
            content: `Open the menu ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid='customer_classification.${section}']`,
            run: "click",
        },
    ];
    if (entry) {
        steps.push({
            content: `Open the menu entry ${entry}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid='customer_classification.${entry}']`,
            run: "click",
        });
    }
    return steps;
}

function chooseRecord(field, text) {
    return [
        {
            content: `Type ${text} into ${field}`,
            trigger: `.o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${text}")`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("classification_by_hand", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_categories", "menu_category_tree"),
        { content: "The list is there", trigger: ".o_list_view" },
        { content: "New category", trigger: ".o_list_button_add", run: "click" },
        { content: "Name it", trigger: ".o_field_widget[name='name'] input", run: "edit Automotive electronics" },
        ...chooseRecord("scheme_id", "Tour Industry"),
        ...chooseRecord("parent_id", "Electronics"),
        {
            content: "The next free code below the parent is proposed",
            trigger: ".o_field_widget[name='code'] input:value(0102)",
        },
        ...stepUtils.saveForm(),
        ...openMenu("menu_customers"),
        { content: "Open the customer", trigger: ".o_data_cell:contains(Tour Customer)", run: "click" },
        { content: "The form is there", trigger: ".o_form_view .o_field_widget[name='main_category_id']" },
        ...chooseRecord("main_category_id", "0102"),
        ...stepUtils.saveForm(),
        {
            content: "Open the page with a line per scheme",
            trigger: ".o_notebook_headers a[name='classification']",
            run: "click",
        },
        {
            content: "The customer is in the category",
            trigger: ".o_field_widget[name='classification_assignment_ids'] .o_data_row:contains(Automotive electronics)",
        },
        {
            content: "The move is in the history",
            trigger: ".o_field_widget[name='classification_change_ids'] .o_data_row:contains(By hand)",
        },
    ],
});

registry.category("web_tour.tours").add("classification_by_rules", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_configuration", "menu_schemes"),
        { content: "Open the scheme", trigger: ".o_data_cell:contains(Tour Importance)", run: "click" },
        { content: "Try it out first", trigger: "button[name='action_simulate']", run: "click" },
        { content: "One customer would move", trigger: ".o_field_widget[name='change_ids'] .o_data_row:contains(Tour Customer)" },
        { content: "Nobody was moved yet", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Simulated)" },
        { content: "Apply", trigger: "button[name='action_apply']", run: "click" },
        { content: "Confirm", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "Applied", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied)" },
        ...openMenu("menu_customers"),
        { content: "Open the customer", trigger: ".o_data_cell:contains(Tour Customer)", run: "click" },
        {
            content: "The customer is a VIP",
            trigger: ".o_field_widget[name='main_category_id'] input:value(1 VIP)",
        },
        {
            content: "See why",
            trigger: "button[name='action_open_classification_changes']",
            run: "click",
        },
        { content: "Open the move", trigger: ".o_data_cell:contains(Tour Customer)", run: "click" },
        {
            content: "The figures explain it",
            trigger: ".o_field_widget[name='explanation'] td:contains(Sales)",
        },
        ...openMenu("menu_reports", "menu_category_statistics"),
        {
            content: "The main scheme is proposed",
            trigger: ".modal .o_field_widget[name='scheme_ids'] .badge:contains(Tour Importance)",
        },
        {
            content: "The workbook is there under the address of the button, and is a workbook",
            trigger: ".modal button[name='action_print_xlsx']",
            run: async () => {
                const { id } = await rpc("/web/dataset/call_kw/customer.classification.scheme/search", {
                    model: "customer.classification.scheme",
                    method: "search_read",
                    args: [[["code", "=", "TOUR-IMP"]], ["id"]],
                    kwargs: {},
                }).then((found) => found[0]);
                const answer = await fetch(`/customer_classification/category_statistics/xlsx?schemes=${id}`);
                const bytes = new Uint8Array(await answer.arrayBuffer());
                if (!answer.ok || String.fromCharCode(bytes[0], bytes[1]) !== "PK") {
                    throw new Error(`No workbook came, but ${answer.status}`);
                }
            },
        },
        { content: "Download it", trigger: ".modal button[name='action_print_xlsx']", run: "click" },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});
