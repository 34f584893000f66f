/** Steps that several tours take. */
import { settled } from "@customer_classification/../tests/tours/settled";

/**
 * Open an entry of one of the application's menus, and wait for what it opens.
 *
 * Until that is there, the page that one leaves still stands, and what is looked for may be found in it.
 */
export function openMenu(section, entry) {
    return [
        {
            content: `Open the menu ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid='customer_classification.${section}']`,
            run: "click",
        },
        {
            content: `Open the menu entry ${entry}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid='customer_classification.${entry}']`,
            async run({ click }) {
                for (const page of document.querySelectorAll(".o_action_manager > *")) {
                    page.classList.add("o_tour_left");
                }
                await click();
            },
        },
        {
            content: "It is open, and nothing is on its way",
            trigger: ".o_action_manager > :not(.o_tour_left), .modal",
            run: settled,
        },
    ];
}

/** Choose a record in a many2one field by its name. */
export function chooseRecord(field, text) {
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
