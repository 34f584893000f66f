import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "@customer_classification/../tests/tours/steps";

/** Go on by Tab until what is focused matches, as somebody without a mouse does. */
function tabTo(selector, most = 60) {
    return async ({ press }) => {
        for (let number = 0; number < most; number++) {
            await press("Tab");
            if (document.activeElement?.matches(selector)) {
                return;
            }
        }
        throw new Error(`Tab does not come to ${selector}`);
    };
}

registry.category("web_tour.tours").add("classification_by_keyboard", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        {
            content: "Overview: Tab comes to its tabs",
            trigger: ".o_classification_overview .o_overview_tiles",
            run: tabTo(
                "#o_overview_tab_overview, [id^='o_overview_tab_'][tabindex='0'], [id^='o_overview_tab_'].active"
            ),
        },
        {
            content: "And to a number, which Enter opens",
            trigger: ".o_classification_overview .o_overview_tiles",
            async run(helpers) {
                await tabTo(".o_overview_tiles .o_overview_number")(helpers);
                await helpers.press("Enter");
            },
        },
        { content: "Its records are there", trigger: ".o_list_view, .o_kanban_view" },
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Why is the customer here? Tab comes to the question",
            trigger: ".o_data_row:contains(Tour Customer)",
            run: "click .o_data_row:contains(Tour Customer) .o_data_cell[name='complete_name']",
        },
        {
            content: "In the form too",
            trigger: ".o_form_view button[name='action_why']",
            async run({ anchor, press }) {
                anchor.focus();
                await press("Enter");
            },
        },
        {
            content: "The page why: Tab comes to what it names",
            trigger: ".modal a[data-method='action_open_change']",
            async run(helpers) {
                await tabTo(".modal a[data-method='action_open_change']")(helpers);
                await helpers.press("Enter");
            },
        },
        {
            content: "The change is open",
            trigger: ".o_form_view .o_field_widget[name='reference'], .o_form_view:contains(CH/)",
        },
        ...openMenu("menu_customers", "menu_all_customers"),
        {
            content: "Choose the customers",
            trigger: ".o_list_view th.o_list_record_selector input",
            run: "click",
        },
        { content: "Actions", trigger: ".o_control_panel button:contains(Actions)", run: "click" },
        {
            content: "Classify by hand",
            trigger: ".o-dropdown--menu .o-dropdown-item:contains(Classify by Hand)",
            run: "click",
        },
        {
            content: "Tab comes to the table, and Enter begins to edit",
            trigger: ".modal .o_field_widget[name='line_ids'] .o_data_row",
            async run(helpers) {
                await tabTo(".modal .o_field_widget[name='line_ids'] .o_data_cell")(helpers);
                await helpers.press("Enter");
            },
        },
        {
            content: "The row is open",
            trigger: ".modal .o_field_widget[name='line_ids'] .o_selected_row",
        },
        {
            content: "Tab comes to the category",
            trigger: ".modal .o_selected_row .o_field_widget[name='category_id'] input",
            async run(helpers) {
                if (!document.activeElement.matches("[name='category_id'] input")) {
                    await tabTo(".o_selected_row [name='category_id'] input", 10)(helpers);
                }
                await helpers.edit("VIP");
            },
        },
        {
            content: "The keyboard chooses",
            trigger: ".o-autocomplete--dropdown-item:contains(VIP)",
            async run(helpers) {
                await helpers.press("Enter");
            },
        },
        {
            content: "And leaves the table for the button, which Enter presses",
            trigger: ".modal .o_data_row td[name='change_count']:contains(1)",
            async run(helpers) {
                await tabTo(".modal button[name='action_apply']")(helpers);
                await helpers.press("Enter");
            },
        },
        { content: "It is done", trigger: ".o_notification:contains(customers moved)" },
        ...openMenu("menu_configuration", "menu_setup"),
        {
            content: "The guided start: Tab comes to its templates",
            trigger: ".modal .o_data_row:contains(Importance)",
            run: tabTo(".modal .o_data_cell"),
        },
        {
            content: "And on",
            trigger: ".modal button[name='action_adjust']",
            async run(helpers) {
                await tabTo(".modal button[name='action_adjust']")(helpers);
                await helpers.press("Enter");
            },
        },
        {
            content: "To the numbers",
            trigger: ".modal .o_data_row:contains(Importance) td[name='first']",
            async run(helpers) {
                await tabTo(".modal .o_data_cell")(helpers);
                await helpers.press("Enter");
            },
        },
        {
            content: "Which are typed",
            trigger: ".modal .o_selected_row .o_field_widget[name='first'] input",
            async run(helpers) {
                if (!document.activeElement.matches("[name='first'] input")) {
                    await tabTo(".o_selected_row [name='first'] input", 5)(helpers);
                }
                await helpers.edit("5000");
                await tabTo(".modal button[name='action_check']")(helpers);
                await helpers.press("Enter");
            },
        },
        { content: "And tried", trigger: ".modal button[name='action_start']:visible" },
        { content: "Leave it", trigger: ".modal button[name='action_discard']", run: "click" },
        { content: "It is closed", trigger: "body:not(:has(.modal))" },
    ],
});
