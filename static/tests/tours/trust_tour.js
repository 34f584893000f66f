import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "@customer_classification/../tests/tours/steps";

registry.category("web_tour.tours").add("classification_trust", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),

        // Change a threshold and see the matrix before anything is saved
        ...openMenu("menu_configuration", "menu_rules"),
        {
            content: "Open the group",
            trigger: ".o_group_header:contains(Tour Importance)",
            run: "click",
        },
        { content: "Open the rule", trigger: ".o_data_cell:contains(Large buyers)", run: "click" },
        {
            content: "The threshold",
            trigger: ".o_field_widget[name='condition_ids'] .o_data_row td[name='value']",
            run: "click",
        },
        {
            content: "A lower one",
            trigger:
                ".o_field_widget[name='condition_ids'] .o_selected_row .o_field_widget[name='value'] input",
            run: "edit 1000",
        },
        {
            content: "Leave the line",
            trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
            run: "click",
        },
        {
            content: "Try it out, unsaved",
            trigger: "button.o_classification_preview",
            run: "click",
        },
        {
            content: "One customer would move, and wait",
            trigger:
                ".modal .o_classification_preview_moves:contains(/1 of 1 customers would move.*1 of them wait/)",
        },
        { content: "The matrix", trigger: ".modal table:contains(waits for approval)" },
        { content: "Close", trigger: ".modal .modal-footer .btn-primary", run: "click" },
        ...stepUtils.saveForm(),

        // Activate
        ...openMenu("menu_configuration", "menu_schemes"),
        {
            content: "Open the scheme",
            trigger: ".o_data_cell:contains(Tour Importance)",
            run: "click",
        },
        {
            content: "It waits for an activation",
            trigger: ".alert:contains(The rules were changed)",
        },
        { content: "Look first", trigger: "button[name='action_try_activation']", run: "click" },
        { content: "Activate", trigger: "button[name='action_activate_and_apply']", run: "click" },
        { content: "Confirm", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "One proposal", trigger: "button[name='action_open_proposals']:contains(1)" },

        // Approve
        ...openMenu("menu_changes", "menu_proposals"),
        {
            content: "Open the proposal",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        { content: "Approve", trigger: "button[name='action_approve']", run: "click" },
        {
            content: "Carried out",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied)",
        },

        // Why?
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "Why?",
            trigger: "div[name='classification'] button[name='action_why']",
            run: "click",
        },
        { content: "The rule, and who approved", trigger: ".modal p:contains(approved by)" },
        { content: "The figure", trigger: ".modal td:contains(1,500.00)" },
        { content: "The documents", trigger: ".modal a.o_classification_documents", run: "click" },
        { content: "The order", trigger: ".o_list_view .o_data_row:contains(Tour Customer)" },

        // Undo
        ...openMenu("menu_changes", "menu_runs"),
        {
            content: "Open the run",
            trigger: ".o_data_row:contains(Applied) .o_data_cell:contains(Tour Importance)",
            run: "click",
        },
        { content: "Undo", trigger: "button[name='action_undo']", run: "click" },
        { content: "Confirm", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "Undone", trigger: ".alert:contains(went back to where they were before)" },
    ],
});
