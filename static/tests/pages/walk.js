/** Opens pages one after the other, as people do, and tells what the browser and axe say about each. */

import { settled } from "@customer_classification/../tests/tours/settled";

const NOISE = [
    /^The style .* could not be loaded/,
    /^Missing widget: res_partner_many2one/, // crm names it, and no module that it needs has it
];
const ROWS = 10; // of a list: the others look the same
// Odoo's own parts, which stand on its pages and on ours
const PARTS_OF_ODOO = [
    ".o_navbar, .o_loading_indicator, .o_control_panel, .o_search_panel, .o_searchview, .modal-header",
    "[class*='o-mail-'], .o_tree_editor, .o_domain_selector, .o_colorlist, .o_tag, .badge, .o_progress",
    ".o_field_property_add, th.o_list_button, .o_group_header th, .o_group_header td, .o_search_panel_counter",
    ".o_kanban_record[role], .o_data_row.o_selected_row [role=combobox], .o_data_row.o_selected_row > td > div > input",
].join(", ");
// What is about the frame around the pages, or about dialogs as such
const ABOUT_FRAMES =
    /^(landmark-|region$|page-has-heading-one|html-has-lang|meta-viewport|aria-dialog-name)/;

async function clicked(selector) {
    const element = document.querySelector(selector);
    if (element) {
        element.click();
        await settled();
    }
    return Boolean(element);
}

/** What axe finds: rule, and the element without what differs from record to record. */
async function violations() {
    const { violations: found } = await window.axe.run(document, { resultTypes: ["violations"] });
    return found
        .filter(({ id }) => !ABOUT_FRAMES.test(id))
        .flatMap(({ id, nodes }) =>
            nodes
                .filter(({ target }) => {
                    const element = document.querySelector(target);
                    return element && !element.closest(PARTS_OF_ODOO); // what is gone was on its way
                })
                .map((node) => ({ rule: id, html: node.html.slice(0, 300) }))
        );
}

/** What a program says where people expect words. */
function oddities() {
    const text = document.querySelector(".o_action_manager")?.innerText || "";
    return text.match(/[^\n]*(?:\bundefined\b|\bNaN\b|\bFalse\b|\[object )[^\n]*/g) || [];
}

class Walk {
    constructor({ withAxe = false, deep = false }) {
        Object.assign(this, { withAxe, deep });
        this.pages = {};
        this.warnings = [];
        this.page = "start";
        for (const level of ["warn", "error"]) {
            const original = console[level];
            console[level] = (...args) => {
                const text = args.map(String).join(" ");
                if (!NOISE.some((noise) => noise.test(text))) {
                    this.warnings.push(`${this.page}: ${text.slice(0, 300)}`);
                }
                console.info(original.name, ...args);
            };
        }
    }

    async look(name) {
        this.page = name;
        const begun = performance.now();
        await settled();
        const dialog = document.querySelector(
            ".o_error_dialog, .o_dialog_warning, .modal .o_warning"
        );
        this.pages[name] = {
            error: dialog ? dialog.textContent.trim().slice(0, 300) : "",
            empty: !document.querySelector(".o_action_manager > *, .modal"),
            odd: oddities(),
            found: this.withAxe ? await violations() : [],
            took: Math.round(performance.now() - begun),
        };
    }

    async close() {
        for (const button of document.querySelectorAll(".modal .btn-close")) {
            button.click();
        }
        await settled();
    }

    async open(name, action, options = {}) {
        this.page = name;
        try {
            const service = odoo.__WOWL_DEBUG__.root.env.services.action;
            const loaded = await service.loadAction(action, options.additionalContext);
            await service.doAction({ ...loaded, limit: ROWS }, options);
        } catch (error) {
            this.pages[name] = {
                error: String(error.data?.message || error),
                empty: true,
                odd: [],
                found: [],
            };
            return false;
        }
        await this.look(name);
        return true;
    }

    /** The page of an action, each of its views, and the first record. */
    async action(name, action, options) {
        if (!(await this.open(name, action, { clearBreadcrumbs: true, ...options }))) {
            return;
        }
        if (!this.deep || document.querySelector(".modal")) {
            return this.close();
        }
        for (const view of ["kanban", "pivot", "graph"]) {
            if (await clicked(`.o_cp_switch_buttons .o_switch_view.o_${view}:not(.active)`)) {
                await this.look(`${name} · ${view}`);
            }
        }
        await clicked(".o_cp_switch_buttons .o_switch_view.o_list:not(.active)");
        if (document.querySelector(".o_action_manager .o_group_header:not(.o_group_open)")) {
            await clicked(".o_action_manager .o_group_header:not(.o_group_open) .o_group_name");
        }
        if (
            await clicked(
                ".o_action_manager .o_data_row .o_data_cell:not(.o_many2one_cell):not(.o_handle_cell)"
            )
        ) {
            await this.look(`${name} · record`);
        }
        await this.close();
    }
}

/** Open every entry of the menu of the application; `deep`: each view of it, and its first record. */
export async function everyMenu(app, { more = [], others = [], ...options } = {}) {
    const walk = new Walk(options);
    const menus = odoo.__WOWL_DEBUG__.root.env.services.menu;
    const entries = [];
    const collect = (menu) => {
        if (menu.actionID && menu.xmlid !== app) {
            entries.push(menu);
        }
        menu.childrenTree.forEach(collect);
    };
    const root = menus.getApps().find((menu) => menu.xmlid === app);
    if (root) {
        collect(menus.getMenuAsTree(root.id));
    }
    for (const menu of entries) {
        await walk.action(menu.xmlid.split(".").pop(), menu.actionID);
    }
    for (const [name, action, options] of more) {
        await walk.open(name, action, options);
        await walk.close();
    }
    for (const [name, action, options] of others) {
        await walk.action(`odoo: ${name}`, action, options);
    }
    return { pages: walk.pages, warnings: walk.warnings };
}
