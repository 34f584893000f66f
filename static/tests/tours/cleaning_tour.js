import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "@customer_classification/../tests/tours/steps";

const page = openMenu("menu_customers", "menu_cleaning");

registry.category("web_tour.tours").add("classification_cleaning", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...page,
        { content: "Look at all customers", trigger: "button[name='action_look']", run: "click" },
        { content: "It was looked", trigger: ".o_arrow_button_current:contains(Check Done)" },

        // Faults
        {
            content: "What would be mended",
            trigger: "button[name='action_open_certain_faults']",
            run: "click",
        },
        {
            content: "As it should be",
            trigger: ".o_data_row:contains(Blanks) td[name='proposal']:contains(Tour Untidy)",
        },
        {
            content: "Mend it",
            trigger: ".o_data_row:contains(Tour Untidy) button[name='action_mend']",
            run: "click",
        },
        {
            content: "It is mended",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Untidy)))",
        },

        // Duplicates
        ...page,
        {
            content: "Open the duplicates",
            trigger: "button[name='action_open_duplicates']",
            run: "click",
        },
        {
            content: "Two who are one",
            trigger: ".o_data_row:contains(Tour Twin) td[name='reasons']",
            run: "click",
        },
        {
            content: "What a merge would do",
            trigger: ".o_form_view .o_field_widget[name='outcome']:contains(Both histories)",
        },
        { content: "They are two", trigger: "button[name='action_different']", run: "click" },
        { content: "It is remembered", trigger: ".o_arrow_button_current:contains(Not the Same)" },

        // Dead customers
        ...page,
        {
            content: "Open the dead customers",
            trigger: "button[name='action_open_dead']",
            run: "click",
        },
        {
            content: "Choose one",
            trigger: ".o_data_row:contains(Tour Silent) .o_list_record_selector input",
            run: "click",
        },
        { content: "Keep", trigger: ".o_control_panel button[name='action_keep']", run: "click" },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit A project for 2030",
        },
        { content: "Confirm", trigger: ".modal button[name='action_decide']", run: "click" },
        {
            content: "They are kept",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains(Tour Silent)))",
        },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});

registry.category("web_tour.tours").add("classification_review", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_configuration", "menu_schemes"),
        {
            content: "Open the scheme",
            trigger: ".o_data_cell:contains(Tour Importance)",
            run: "click",
        },
        {
            content: "The page of the review",
            trigger: ".o_notebook_headers a[name='review']",
            run: "click",
        },
        { content: "Review the standards", trigger: "button[name='action_review']", run: "click" },
        {
            content: "What was found",
            trigger:
                ".o_field_widget[name='findings_html']:contains(Customers and Sales by Category)",
        },
        {
            content: "Draft another standard",
            trigger: "button[name='action_make_alternative']",
            run: "click",
        },
        { content: "Its threshold", trigger: ".modal .o_data_row td[name='value']", run: "click" },
        {
            content: "Higher",
            trigger: ".modal .o_selected_row .o_field_widget[name='value'] input",
            run: "edit 9000 && press Tab",
        },
        { content: "Save it", trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "Look again",
            trigger: "body:not(:has(.modal)) button[name='action_look']",
            run: "click",
        },
        {
            content: "Two standards",
            trigger: ".o_notebook_headers a[name='comparison']",
            run: "click",
        },
        {
            content: "Who would be where",
            trigger: ".o_field_widget[name='comparison_html']:contains(Who Would Be Where)",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name='reason'] input",
            run: "edit The customers find them fair",
        },
        { content: "They stay", trigger: "button[name='action_keep']", run: "click" },
        { content: "It is recorded", trigger: ".o_arrow_button_current:contains(Done)" },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});
