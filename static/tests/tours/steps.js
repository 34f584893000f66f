/** Steps that several tours take. */

/** Open an entry of one of the application's menus. */
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
            run: "click",
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
