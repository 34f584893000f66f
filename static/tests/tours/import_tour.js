import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "@customer_classification/../tests/tours/steps";

const FILE =
    "Customer classes of 2026\nCategory Code,Category Name\n01,Electronics\n0101,Phones\n0102,\n";

/** Choose a file as a person does in the window of the browser. */
function chooseFile(input, name, content) {
    const chosen = new DataTransfer();
    chosen.items.add(new File([content], name, { type: "text/csv" }));
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("classification_words", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the application",
            trigger: ".o_app[data-menu-xmlid='customer_classification.menu_root']",
            run: "click",
        },
        ...openMenu("menu_configuration", "menu_schemes"),
        { content: "The schemes are there", trigger: ".o_list_view" },
        { content: "Open the palette", trigger: "body", run: "press control+k" },
        {
            content: "Type a word that is in no menu",
            trigger: ".o_command_palette_search input",
            run: "edit customer level",
        },
        {
            content: "The categories are found by it",
            trigger: ".o_command_palette .o_command:contains(Customer Categories)",
            run: "click",
        },
        { content: "They open", trigger: ".o_breadcrumb:contains(Categories)" },
        { content: "Open the palette again", trigger: "body", run: "press control+k" },
        {
            content: "Look for a menu",
            trigger: ".o_command_palette_search input",
            run: "edit /migration",
        },
        {
            content: "The import is found",
            trigger: ".o_command_palette .o_command:contains(Import from U8)",
            run: "click",
        },
        { content: "It opens", trigger: ".o_field_widget[name='file']" },
    ],
});

registry.category("web_tour.tours").add("classification_import", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the application",
            trigger: ".o_app[data-menu-xmlid='customer_classification.menu_root']",
            run: "click",
        },
        ...openMenu("menu_configuration", "menu_import"),
        {
            content: "Choose a file",
            trigger: ".o_field_widget[name='file'] input[type='file']:not(:visible)",
            run({ anchor }) {
                chooseFile(anchor, "classes.csv", FILE);
            },
        },
        {
            content: "It is chosen",
            trigger: ".o_field_widget[name='file'] input:value(classes.csv)",
        },
        { content: "Read it", trigger: "button[name='action_read']", run: "click" },
        {
            content: "Its columns are known",
            trigger: ".o_field_widget[name='column_ids'] td:contains(Category Name)",
        },
        {
            content: "Give the new scheme a name",
            trigger: ".o_field_widget[name='scheme_name'] input",
            run: "edit Tour Classes",
        },
        { content: "Check it", trigger: "button[name='action_check']", run: "click" },
        {
            content: "The check tells what is missing",
            trigger: ".o_field_widget[name='summary']:contains(The name is missing)",
        },
        { content: "Import", trigger: "button[name='action_import']:visible", run: "click" },
        {
            content: "It is done",
            trigger: ".o_statusbar_status button[data-value='done'].o_arrow_button_current",
        },
        {
            content: "Look at the refused row",
            trigger: "button[name='action_open_rows']:contains(Refused)",
            run: "click",
        },
        {
            content: "It says why",
            trigger: ".o_data_row:contains(0102) td[name='reason']:contains(The name is missing)",
        },
    ],
});
