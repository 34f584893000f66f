import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { chooseRecord, openMenu } from "@customer_classification/../tests/tours/steps";

function addAttribute(label, required) {
    return [
        { content: "Add an attribute", trigger: ".o_field_property_add button", run: "click" },
        {
            content: `Call it ${label}`,
            trigger: ".o_field_property_definition_header",
            run: `edit ${label}`,
        },
        ...(required
            ? [
                  {
                      content: "It is required",
                      trigger: ".o_classification_required input[type='checkbox']",
                      run: "click",
                  },
              ]
            : []),
        {
            content: "Close the definition",
            trigger: ".o_form_view .o_form_sheet h1",
            run: "click",
        },
        {
            content: "The attribute stands there",
            trigger: `body:not(:has(.o_field_property_definition)) .o_property_field:contains(${label})${
                required ? ":has(sup)" : ""
            }`,
        },
    ];
}

function openCategory(code) {
    return [
        ...openMenu("menu_categories", "menu_category_tree"),
        {
            content: `Open the category ${code}`,
            trigger: `.o_data_row td[name='code']:contains("/^${code}$/")`,
            run: "click",
        },
        {
            content: "The form is there",
            trigger: `.o_form_view .o_field_widget[name='code'] input:value(${code})`,
        },
    ];
}

function newCategory(name, parent) {
    return [
        ...openMenu("menu_categories", "menu_category_tree"),
        { content: "New category", trigger: ".o_list_button_add", run: "click" },
        {
            content: `Name it ${name}`,
            trigger: ".o_field_widget[name='name'] input",
            run: `edit ${name}`,
        },
        ...chooseRecord("scheme_id", "Tour Scheme"),
        ...(parent ? chooseRecord("parent_id", parent) : []),
        ...stepUtils.saveForm(),
    ];
}

registry.category("web_tour.tours").add("classification_categories", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),

        // A pattern and a tree
        ...openMenu("menu_configuration", "menu_schemes"),
        { content: "New scheme", trigger: ".o_list_button_add", run: "click" },
        {
            content: "Name it",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Tour Scheme",
        },
        { content: "Code it", trigger: ".o_field_widget[name='code'] input", run: "edit TOUR" },
        {
            content: "It heads the form",
            trigger: ".o_field_widget[name='is_main'] input",
            run: "click",
        },
        {
            content: "Its pattern",
            trigger: ".o_field_widget[name='code_pattern'] input",
            run: "edit 2-2-3 && click body",
        },
        {
            content: "What the codes look like",
            trigger: ".o_field_widget[name='code_example']:contains(01 → 0101 → 0101001)",
        },
        ...stepUtils.saveForm(),
        ...newCategory("Electronics"),
        ...newCategory("Textile"),
        ...newCategory("Cars", "Electronics"),
        ...newCategory("Phones", "Electronics"),
        ...newCategory("Silk", "Textile"),

        // Attributes on parent and child
        ...openCategory("01"),
        ...addAttribute("Voltage", true),
        ...stepUtils.saveForm(),
        ...openCategory("0101"),
        {
            content: "The child has those of its parent",
            trigger: ".o_field_widget[name='inherited_attributes']:contains(Voltage)",
        },
        ...addAttribute("Brand"),
        ...stepUtils.saveForm(),

        // A customer with values
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "The form is there",
            trigger: ".o_form_view .o_field_widget[name='main_category_id']",
        },
        ...chooseRecord("main_category_id", "0101"),
        ...stepUtils.saveForm(),
        {
            content: "Its line",
            trigger: ".o_notebook_headers a[name='classification']",
            run: "click",
        },
        {
            content: "Its attributes",
            trigger: "button[name='action_open_attributes']",
            run: "click",
        },
        {
            content: "What is required is missed",
            trigger: ".modal .o_classification_missing:contains(Voltage)",
        },
        {
            content: "Enter the voltage",
            trigger: ".modal .o_property_field:contains(Voltage) .o_property_field_value input",
            run: "edit 400 && click .modal-title",
        },
        {
            content: "Enter the brand",
            trigger: ".modal .o_property_field:contains(Brand) .o_property_field_value input",
            run: "edit Audi && click .modal-title",
        },
        { content: "Save", trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "Complete",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='completeness']:contains(100)",
        },

        // Many at once, pinned
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "The list is there, and is no older one that is shown until the new one comes",
            trigger: ".o_list_view .o_data_row:contains(Tour Customer):contains(0101)",
        },
        ...["Tour Third", "Tour Second", "Tour Customer"].map((name) => ({
            content: `Choose ${name}`,
            trigger: `.o_data_row:contains(${name}):not(.o_data_row_selected) .o_list_record_selector input`,
            run: "click",
        })),
        { content: "They are chosen", trigger: ".o_selection_box:contains(3)" },
        { content: "Actions", trigger: ".o_control_panel button:contains(Actions)", run: "click" },
        {
            content: "Classify by hand",
            trigger: ".o-dropdown--menu .o-dropdown-item:contains(Classify by Hand)",
            run: "click",
        },
        {
            content: "The line of the scheme",
            trigger: ".modal .o_data_row:contains(Tour Scheme) td[name='category_id']",
            run: "click",
        },
        {
            content: "Type the code",
            trigger: ".modal .o_selected_row .o_field_widget[name='category_id'] input",
            run: "edit 0102",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(0102)",
            run: "click",
        },
        {
            content: "How many will move",
            trigger: ".modal .o_data_row:contains(Tour Scheme) td[name='change_count']:contains(3)",
        },
        {
            content: "Pin them",
            trigger: ".modal .o_selected_row .o_field_widget[name='pinned'] input",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit The tour says so",
        },
        { content: "Do it", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "Told what was done", trigger: ".o_notification:contains(3 customers moved)" },

        // Move a sub-tree
        ...openCategory("0102"),
        { content: "Adjust", trigger: "button[name='action_adjust']", run: "click" },
        {
            content: "Move it",
            trigger: ".modal .o_radio_item:contains(Move below another category) input",
            run: "click",
        },
        {
            content: "Below the other one",
            trigger: ".modal .o_field_widget[name='new_parent_id'] input",
            run: "edit Textile",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(02 Textile)",
            run: "click",
        },
        {
            content: "The code it gets",
            trigger: ".modal .o_classification_preview tr:contains(0202)",
        },
        {
            content: "And its customers",
            trigger:
                ".modal .o_classification_preview li:contains(3 customers stay in their categories)",
        },
        { content: "Do it", trigger: ".modal button[name='action_apply']", run: "click" },
        {
            content: "It has the new code",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='code'] input:value(0202)",
        },
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "The customers followed",
            trigger: ".o_data_row:contains(Tour Customer):contains(0202)",
        },
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "The form says so",
            trigger: ".o_form_view .o_field_widget[name='main_category_id'] input:value(/0202/)",
        },
        {
            content: "Its page",
            trigger: ".o_notebook_headers a[name='classification']",
            run: "click",
        },
        {
            content: "The history has both moves and the reason",
            trigger:
                ".o_classification_timeline .o_kanban_record:contains(The tour says so):contains(0202)",
        },

        // Drag a card
        ...openMenu("menu_configuration", "menu_schemes"),
        { content: "The scheme", trigger: ".o_data_cell:contains(Tour Scheme)", run: "click" },
        { content: "Its board", trigger: "button[name='action_open_board']", run: "click" },
        {
            content: "Drag the card",
            trigger: ".o_kanban_group:contains(Phones) .o_kanban_record:contains(Tour Customer)",
            run: "drag_and_drop(.o_kanban_group:has(.o_column_title:contains('Silk')))",
        },
        {
            content: "It stands there",
            trigger: ".o_kanban_group:contains(Silk) .o_kanban_record:contains(Tour Customer)",
        },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});

registry.category("web_tour.tours").add("classification_by_hand", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_categories", "menu_category_tree"),
        { content: "The list is there", trigger: ".o_list_view" },
        { content: "New category", trigger: ".o_list_button_add", run: "click" },
        {
            content: "Name it",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Automotive electronics",
        },
        ...chooseRecord("scheme_id", "Tour Industry"),
        ...chooseRecord("parent_id", "Electronics"),
        {
            content: "The next free code below the parent is proposed",
            trigger: ".o_field_widget[name='code'] input:value(0102)",
        },
        ...stepUtils.saveForm(),
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "The form is there",
            trigger: ".o_form_view .o_field_widget[name='main_category_id']",
        },
        ...chooseRecord("main_category_id", "0102"),
        ...stepUtils.saveForm(),
        {
            content: "Open the page with a line per scheme",
            trigger: ".o_notebook_headers a[name='classification']",
            run: "click",
        },
        {
            content: "The customer is in the category",
            trigger:
                ".o_field_widget[name='classification_assignment_ids'] .o_data_row:contains(Automotive electronics)",
        },
        {
            content: "The move is in the history",
            trigger: ".o_classification_timeline .o_kanban_record:contains(By hand)",
        },
    ],
});

registry.category("web_tour.tours").add("classification_by_rules", {
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
            content: "Try it out first",
            trigger: ".o_form_statusbar button:contains('Dry Run')",
            run: "click",
        },
        { content: "For today", trigger: ".modal button[name='action_start']", run: "click" },
        {
            content: "One customer would move",
            trigger: ".o_field_widget[name='change_ids'] .o_data_row:contains(Tour Customer)",
        },
        {
            content: "Nobody was moved yet",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Simulated)",
        },
        { content: "Apply", trigger: "button[name='action_apply']", run: "click" },
        { content: "Confirm", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "Applied",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied)",
        },
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
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
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});

registry.category("web_tour.tours").add("classification_guided_start", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_configuration", "menu_setup"),
        {
            content: "Importance is proposed",
            trigger: ".modal .o_data_row:contains(Importance) td[name='selected'] input:checked",
        },
        {
            content: "Take ABC as well",
            trigger: ".modal .o_data_row:contains(ABC by sales) td[name='selected'] input",
            run: "click",
        },
        {
            content: "On to the numbers",
            trigger: ".modal button[name='action_adjust']",
            run: "click",
        },
        {
            content: "The customers as a histogram",
            trigger: ".modal .o_data_row:contains(Importance) .o_classification_histogram",
        },
        {
            content: "The suggested amount",
            trigger: ".modal .o_data_row:contains(Importance) td[name='first']:contains(10,000)",
            run: "click",
        },
        {
            content: "Another amount",
            trigger: ".modal .o_selected_row .o_field_widget[name='first'] input",
            run: "edit 5000 && click .modal-title",
        },
        { content: "Try it out", trigger: ".modal button[name='action_check']", run: "click" },
        {
            content: "Who would be where",
            trigger: ".modal .o_data_row:contains(Importance) table:contains(VIP customers)",
        },
        { content: "One step back", trigger: ".modal button[name='action_back']", run: "click" },
        {
            content: "The amount is still there",
            trigger: ".modal .o_data_row:contains(Importance) td[name='first']:contains(5,000)",
        },
        {
            content: "Try it out again",
            trigger: ".modal button[name='action_check']",
            run: "click",
        },
        { content: "Go", trigger: ".modal button[name='action_start']", run: "click" },
        {
            content: "The customers are classified",
            trigger:
                "body:not(:has(.modal)) .o_list_view .o_data_row:contains(Tour Customer):contains(VIP customers)",
        },
        { content: "No error came", trigger: "body:not(:has(.o_error_dialog))" },
    ],
});

registry.category("web_tour.tours").add("classification_survey", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Open the customer",
            trigger: ".o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "Enter what the customer answered",
            trigger: "button[name='action_record_satisfaction']",
            run: "click",
        },
        {
            content: "Four of five",
            trigger: ".modal .o_field_widget[name='score'] input[data-value='4']",
            run: "click",
        },
        {
            content: "A comment",
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit Delivery was late once",
        },
        { content: "Save", trigger: ".modal button[name='action_close']", run: "click" },
        { content: "Back on the customer", trigger: "body:not(:has(.modal)) .o_form_view" },
        ...openMenu("menu_customers", "menu_survey"),
        {
            content: "The answer stands in the list",
            trigger: ".o_data_cell:contains(Delivery was late once)",
        },
    ],
});

registry.category("web_tour.tours").add("classification_contacts", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        ...openMenu("menu_customers", "menu_contacts_due"),
        {
            content: "Plan a call with the customer",
            trigger: ".o_data_row:contains(Tour Customer) button[name='action_plan_call']",
            run: "click",
        },
        {
            content: "It is planned, and cannot be planned again",
            trigger:
                ".o_data_row:contains(Tour Customer):not(:has(button[name='action_plan_call']))",
        },
        {
            content: "The customer was contacted",
            trigger: ".o_data_row:contains(Tour Customer) button[name='action_contacted']",
            run: "click",
        },
        { content: "Off the list", trigger: ".o_list_view:not(:contains(Tour Customer))" },
    ],
});
