import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "@customer_classification/../tests/tours/steps";

registry.category("web_tour.tours").add("classification_history", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),

        // From where to where
        ...openMenu("menu_changes", "menu_movement_matrix"),
        { content: "Show the matrix", trigger: "button[name='action_show']", run: "click" },
        {
            content: "One customer moved up, with their money",
            trigger: ".o_field_widget[name='matrix_html']:contains(Upgrade):contains(1,500.00)",
        },
        {
            content: "Who was it?",
            trigger: "tr:contains(Ordinary) button[data-method].fw-bold",
            run: "click",
        },
        {
            content: "The customer of the cell",
            trigger: ".o_list_view .o_data_row:contains(Tour Customer)",
        },
        {
            content: "The cell is named",
            trigger: ".o_breadcrumb:contains(Ordinary on):contains(VIP on)",
        },
        {
            content: "Back to the matrix",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "It is still there",
            trigger: ".o_field_widget[name='matrix_html'] button[data-method]",
        },

        // Who was there then
        ...openMenu("menu_categories", "menu_as_of"),
        {
            content: "The category that the customer had once",
            trigger: ".modal .o_field_widget[name='category_id'] input",
            run: "edit Ordinary",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Ordinary)",
            run: "click",
        },
        {
            content: "Today nobody is there",
            trigger: ".modal .o_field_widget[name='customer_count']:contains(0)",
        },
        {
            content: "Choose the other category",
            trigger: ".modal .o_field_widget[name='category_id'] input",
            run: "edit VIP",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(VIP)",
            run: "click",
        },
        {
            content: "One customer",
            trigger: ".modal .o_field_widget[name='customer_count']:contains(1)",
        },
        {
            content: "Show the customer",
            trigger: ".modal button[name='action_open_customers']",
            run: "click",
        },
        { content: "There they are", trigger: ".o_list_view .o_data_row:contains(Tour Customer)" },
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "Their page",
            trigger: ".o_notebook_headers a[name='classification']",
            run: "click",
        },
        {
            content: "Their categories on a date",
            trigger: "button[name='action_classification_at']",
            run: "click",
        },
        {
            content: "They are a VIP today",
            trigger: ".modal .o_field_widget[name='period_ids'] .o_data_row:contains(VIP)",
        },
        { content: "Close", trigger: ".modal .modal-footer button:contains(Close)", run: "click" },

        // A threshold with the customers in view
        { content: "Closed", trigger: "body:not(:has(.modal))" },
        ...openMenu("menu_configuration", "menu_schemes"),
        {
            content: "Open the scheme",
            trigger: ".o_data_cell:contains(Tour Importance)",
            run: "click",
        },
        {
            content: "Open the rule",
            trigger: ".o_field_widget[name='rule_ids'] .o_data_cell:contains(Large buyers)",
            run: "click",
        },
        {
            content: "Bars, and for whom it holds",
            trigger:
                ".o_field_widget[name='thresholds_html']:contains(Holds for 1 of 1):has(.o_classification_threshold)",
        },
        {
            content: "Edit the threshold",
            trigger: ".o_field_widget[name='condition_ids'] .o_data_row td[name='value']",
            run: "click",
        },
        {
            content: "Higher than anybody's sales",
            trigger:
                ".o_field_widget[name='condition_ids'] .o_selected_row .o_field_widget[name='value'] input",
            run: "edit 9000 && press Tab",
        },
        {
            content: "It holds for nobody now",
            trigger: ".o_field_widget[name='thresholds_html']:contains(Holds for 0 of 1)",
        },
        {
            content: "Leave the rule as it is",
            trigger: ".modal .o_form_button_cancel",
            run: "click",
        },
        { content: "Back on the scheme", trigger: "body:not(:has(.modal)) .o_form_view" },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});
