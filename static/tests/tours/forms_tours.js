import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { settled } from "@customer_classification/../tests/tours/settled";
import { openMenu } from "@customer_classification/../tests/tours/steps";

const READY = ["Yearly sales", "Yearly orders", "Silent for N days", "Overdue for N days"];

function openScheme(name) {
    return [
        ...openMenu("menu_configuration", "menu_schemes"),
        {
            content: `Open the scheme ${name}`,
            trigger: `.o_data_cell:contains(${name})`,
            run: "click",
        },
        {
            content: "The form is there",
            trigger: `.o_form_view .o_field_widget[name='name'] input:value(${name})`,
        },
    ];
}

/** A rule made in the dialog of the scheme's page, with one ready condition that nobody touches. */
function ruleWith(condition) {
    return [
        {
            content: `A rule for “${condition}”`,
            trigger: ".o_field_widget[name='rule_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: `edit Rule of ${condition}`,
        },
        {
            content: "It leads to VIP",
            trigger: ".modal .o_field_widget[name='category_id'] input",
            run: "edit VIP",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(VIP)",
            run: "click",
        },
        {
            content: `Take “${condition}”`,
            trigger: `.modal .o_field_widget[name='condition_ids'] .o_field_x2many_list_row_add a:contains(${condition})`,
            run: "click",
        },
        {
            content: "It stands there",
            trigger: ".modal .o_field_widget[name='condition_ids'] .o_data_row",
        },
        { content: "Save and close at once", trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "The rule stands in the list",
            trigger: `body:not(:has(.modal)) .o_field_widget[name='rule_ids'] .o_data_row:contains(Rule of ${condition})`,
        },
    ];
}

const readyConditions = () => [
    ...openScheme("Tour Importance"),
    ...READY.flatMap(ruleWith),
    ...stepUtils.saveForm(),
    ...openMenu("menu_configuration", "menu_rules"),
    { content: "A rule in its own form", trigger: ".o_list_button_add", run: "click" },
    { content: "Name it", trigger: ".o_field_widget[name='name'] input", run: "edit Everybody" },
    {
        content: "Its scheme",
        trigger: ".o_field_widget[name='scheme_id'] input",
        run: "edit Tour Importance",
    },
    {
        content: "Choose it",
        trigger: ".o-autocomplete--dropdown-item:contains(Tour Importance)",
        run: "click",
    },
    {
        content: "Its category",
        trigger: ".o_field_widget[name='category_id'] input",
        run: "edit Ordinary",
    },
    {
        content: "Choose it",
        trigger: ".o-autocomplete--dropdown-item:contains(Ordinary)",
        run: "click",
    },
    { content: "Save it without any condition", trigger: ".o_form_button_save", run: "click" },
    { content: "That is refused", trigger: ".modal:contains(no condition and no filter)" },
    { content: "Read it", trigger: ".modal .modal-footer button", run: "click" },
    {
        content: "Say that it is meant",
        trigger: ".o_field_widget[name='for_everybody'] input",
        run: "click",
    },
    ...stepUtils.saveForm(),
];

const linesInAnyOrder = () => [
    ...openMenu("menu_customers", "menu_all_customers"),
    { content: "The list is there", trigger: ".o_list_view .o_data_row:contains(Tour Customer)" },
    { content: "A new customer", trigger: ".o_list_button_add", run: "click" },
    {
        content: "The page with the lines",
        trigger: ".o_notebook_headers a[name='classification']",
        run: "click",
    },
    {
        content: "The scheme that requires a category has a line",
        trigger:
            ".o_field_widget[name='classification_assignment_ids'] .o_data_row:contains(Tour Size)",
    },
    {
        content: "Add a line",
        trigger:
            ".o_field_widget[name='classification_assignment_ids'] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        content: "The category first",
        trigger: ".o_selected_row .o_field_widget[name='category_id'] input",
        run: "edit South",
    },
    {
        content: "Choose it",
        trigger: ".o-autocomplete--dropdown-item:contains(South)",
        run: "click",
    },
    {
        content: "The scheme follows",
        trigger: ".o_selected_row .o_field_widget[name='scheme_id'] input:value(Tour Region)",
    },
    {
        content: "Only then the name",
        trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
        run: "edit Any Order",
    },
    { content: "Save", trigger: ".o_form_button_save", run: "click" },
    {
        content: "What is missing is said",
        trigger: ".modal:contains(Choose a category of “Tour Size”)",
    },
    { content: "Read it", trigger: ".modal .modal-footer button", run: "click" },
    {
        content: "The line can be taken out",
        trigger:
            ".o_field_widget[name='classification_assignment_ids'] .o_data_row:contains(Tour Size) .o_list_record_remove button",
        run: "click",
    },
    {
        content: "It is gone",
        trigger: ".o_field_widget[name='classification_assignment_ids']:not(:contains(Tour Size))",
    },
    ...stepUtils.saveForm(),
    {
        content: "What was chosen stands there, and has no bin any more",
        trigger:
            ".o_field_widget[name='classification_assignment_ids'] .o_data_row:contains(South):not(:has(.o_list_record_remove button))",
    },
];

const selectionWindow = () => [
    ...openMenu("menu_customers", "menu_all_customers"),
    { content: "Open the customer", trigger: ".o_data_cell:contains(Tour Customer)", run: "click" },
    {
        content: "The window opens beside the box",
        trigger:
            ".o_form_view .o_field_widget[name='main_category_id'] .o_classification_open_tree",
        run: "click",
    },
    {
        content: "The tree",
        trigger: ".modal .o_classification_node[data-code='01'][aria-expanded='true']",
    },
    {
        content: "With its leaves",
        trigger: ".modal .o_classification_node[data-code='0102'].o_choosable .o_leaf",
    },
    {
        content: "Fold it",
        trigger: ".modal .o_classification_node[data-code='01'] .o_classification_fold",
        run: "click",
    },
    { content: "Folded", trigger: ".modal .o_classification_tree:not(:has([data-code='0102']))" },
    {
        content: "Code and name together",
        trigger: ".modal input[role='combobox']",
        run: "edit 0102 Su",
    },
    { content: "It is found", trigger: ".modal .o_active[data-code='0102']" },
    {
        content: "Take it by the keyboard",
        trigger: ".modal input[role='combobox']",
        run: "press Enter",
    },
    {
        content: "It stands in the box",
        trigger:
            "body:not(:has(.modal)) .o_field_widget[name='main_category_id'] input:value(/0102/)",
    },
    ...stepUtils.saveForm(),
    {
        content: "F2 opens the window too",
        trigger: ".o_field_widget[name='main_category_id'] input",
        run: "click && press F2",
    },
    {
        content: "What was chosen lately comes first",
        trigger: ".modal .o_classification_recent button:contains(0102)",
    },
    { content: "One up", trigger: ".modal input[role='combobox']", run: "click && press ArrowUp" },
    { content: "There", trigger: ".modal .o_active[data-code='0101']" },
    { content: "Take it", trigger: ".modal input[role='combobox']", run: "press Enter" },
    {
        content: "It stands in the box",
        trigger:
            "body:not(:has(.modal)) .o_field_widget[name='main_category_id'] input:value(/0101/)",
    },
    ...stepUtils.saveForm(),
];

const pastedCategories = () => [
    ...openScheme("Tour Tree"),
    {
        content: "Its categories",
        trigger: ".o_notebook_headers a[name='categories']",
        run: "click",
    },
    {
        content: "Add a line",
        trigger: ".o_field_widget[name='category_ids'] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        content: "The first code is proposed",
        trigger:
            ".o_field_widget[name='category_ids'] .o_selected_row [name='code'] input:value(01)",
    },
    {
        content: "Paste a block there",
        trigger: ".o_field_widget[name='category_ids'] .o_selected_row [name='code'] input",
        run({ anchor }) {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "编码\t名称\n0101\tPhones\n01\tElectronics\n");
            anchor.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
            );
        },
    },
    {
        content: "Two lines came",
        trigger: ".o_field_widget[name='category_ids'] .o_data_row:contains(0101):contains(Phones)",
    },
    {
        content: "One more",
        trigger: ".o_field_widget[name='category_ids'] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        content: "The next code is proposed, by what stands in the list",
        trigger:
            ".o_field_widget[name='category_ids'] .o_selected_row [name='code'] input:value(02)",
    },
    {
        content: "Name it",
        trigger: ".o_field_widget[name='category_ids'] .o_selected_row [name='name'] input",
        run: "edit Textile",
    },
    ...stepUtils.saveForm(),
    {
        content: "All are there",
        trigger: ".o_field_widget[name='category_ids'] .o_data_row:contains(Textile)",
    },
];

function searchFor(text, field) {
    return [
        { content: `Type ${text}`, trigger: ".o_searchview_input", run: `edit ${text}` },
        {
            content: `Search it in ${field}`,
            trigger: `.o_searchview_autocomplete .o-dropdown-item:contains("${field}"):contains("${text}")`,
            run: "click",
        },
        {
            content: "It is a facet, and the panel beside the list has followed it",
            trigger: `.o_searchview_facet:contains("${field}")`,
            run: settled,
        },
    ];
}

const twoSchemes = () => [
    ...openMenu("menu_customers", "menu_all_customers"),
    {
        content: "The panel shows each level, with the customers below it",
        trigger: ".o_search_panel_filter_value:contains(East China):contains(2)",
    },
    ...searchFor("East", "Tour Region"),
    { content: "Two are in the east", trigger: ".o_data_row:contains(Tour Second)" },
    ...searchFor("Large", "Tour Size"),
    {
        content: "One of them is large",
        trigger: ".o_list_view:not(:contains(Tour Second)) .o_data_row:contains(Tour Customer)",
    },
    ...searchFor("Small", "Tour Size"),
    { content: "Large or small", trigger: ".o_data_row:contains(Tour Second)" },
    { content: "And nobody of elsewhere", trigger: ".o_list_view:not(:contains(Tour Third))" },
];

const attributesAtOnce = () => [
    ...openMenu("menu_customers", "menu_all_customers"),
    { content: "Open the customer", trigger: ".o_data_cell:contains(Tour Customer)", run: "click" },
    { content: "Its lines", trigger: ".o_notebook_headers a[name='classification']", run: "click" },
    { content: "Its attributes", trigger: "button[name='action_open_attributes']", run: "click" },
    { content: "What is missing", trigger: ".modal .o_classification_missing:contains(Lines)" },
    {
        content: "Three values in one go, faster than the server answers",
        trigger: ".modal .o_property_field:contains(Lines) input",
        run({ queryAll }) {
            const type = (label, text) => {
                const [input] = queryAll(
                    `.modal .o_property_field:contains(${label}) .o_property_field_value input`
                );
                input.focus();
                input.value = text;
                input.dispatchEvent(new InputEvent("input", { bubbles: true }));
                return input;
            };
            const commit = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));
            commit(type("Lines", "11"));
            commit(type("Brand", "Audi"));
            type("Month", "22"); // still being typed
        },
    },
    {
        content: "Nothing is missing any more",
        trigger: ".modal .o_form_view:not(:has(.o_classification_missing))",
    },
    {
        content: "What was being typed stands there still",
        trigger: ".modal .o_property_field:contains(Month) input:value(22)",
        run({ anchor }) {
            anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    },
    {
        content: "The first value",
        trigger: ".modal .o_property_field:contains(Lines) input:value(11)",
    },
    {
        content: "The second",
        trigger: ".modal .o_property_field:contains(Brand) input:value(Audi)",
    },
    { content: "Save", trigger: ".modal .o_form_button_save", run: "click" },
    { content: "Saved", trigger: "body:not(:has(.modal))" },
];

const TASKS = {
    classification_ready_conditions: readyConditions,
    classification_lines_in_any_order: linesInAnyOrder,
    classification_selection_window: selectionWindow,
    classification_pasted_categories: pastedCategories,
    classification_two_schemes: twoSchemes,
    classification_attributes_at_once: attributesAtOnce,
};
const open = () =>
    stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application");

for (const [name, task] of Object.entries(TASKS)) {
    registry
        .category("web_tour.tours")
        .add(name, { url: "/odoo", steps: () => [...open(), ...task()] });
}

/** Numbers from 0 to 1 that follow from the seed: the same order whenever it is given. */
function dice(seed) {
    let state = seed + 1;
    return () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
    };
}

function shuffled(items, random) {
    return items
        .map((item) => [random(), item])
        .sort(([one], [other]) => one - other)
        .map(([, item]) => item);
}

/** All tasks of the first week one after the other, in the order that the seed in the cookie draws. */
registry.category("web_tour.tours").add("classification_week", {
    url: "/odoo",
    steps: () => {
        const seed = Number(document.cookie.match(/classification_seed=(\d+)/)?.[1]);
        const order = shuffled(Object.keys(TASKS), dice(seed));
        return [
            ...open(),
            ...order.flatMap((name) =>
                TASKS[name]().map((step) => ({
                    ...step,
                    content: `${name}: ${step.content || ""}`,
                }))
            ),
        ];
    },
});
