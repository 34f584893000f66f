import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * The words by which people look for a page of the application, besides its name; commas part them.
 *
 * Another addon lets its own pages be found with an entry: the XML id of the menu, and the words.
 */
export const menuWords = registry.category("classification_menu_words");

menuWords
    .add("customer_classification.menu_category_tree", {
        words: _t("customer category, customer class, customer level, classification, tree, codes"),
    })
    .add("customer_classification.menu_schemes", {
        words: _t("classification settings, scheme, code pattern, ABC, RFM, VIP, levels"),
    })
    .add("customer_classification.menu_rules", {
        words: _t("classify automatically, thresholds, RFM, VIP"),
    })
    .add("customer_classification.menu_all_customers", {
        words: _t("customer file, customer list, customer master"),
    })
    .add("customer_classification.menu_setup", {
        words: _t("start, wizard, RFM, ABC, first steps"),
    })
    .add("customer_classification.menu_import", {
        words: _t("import, migration, U8, Kingdee, opening figures, Excel"),
    })
    .add("customer_classification.menu_settings", {
        words: _t("classification settings, parameters, options"),
    })
    .add("customer_classification.menu_profiles", {
        words: _t("figures of customers, RFM, recency, frequency, yearly sales"),
    })
    .add("customer_classification.menu_permissions", {
        words: _t("data permissions, who sees whom, access rights"),
    })
    .add("customer_classification.menu_cleaning", {
        words: _t("duplicates, merge, data quality, clean up"),
    })
    .add("customer_classification.menu_report_wizard", {
        words: _t("print, statistics, export, Excel, PDF"),
    });

/** The words of a menu that what was typed is about. */
function matching(words, typed) {
    return words
        .split(/[,，、]/)
        .map((word) => word.trim())
        .filter((word) => word.toLowerCase().includes(typed));
}

/** The menus that are known by what was typed, as commands of the palette. */
function provide(env, { searchValue }) {
    const typed = (searchValue || "").trim().toLowerCase();
    if (!typed) {
        return [];
    }
    const menus = Object.fromEntries(env.services.menu.getAll().map((menu) => [menu.xmlid, menu]));
    const commands = [];
    for (const [xmlid, { words }] of menuWords.getEntries()) {
        const menu = menus[xmlid];
        const found = menu ? matching(words.toString(), typed) : [];
        if (found.length) {
            commands.push({
                action: () => env.services.menu.selectMenu(menu),
                category: "menu_items",
                name: _t("%(menu)s (%(word)s)", { menu: menu.name, word: found[0] }).toString(),
            });
        }
    }
    return commands;
}

const providers = registry.category("command_provider");
providers.add("classification_menus", { namespace: "/", provide });
providers.add("classification_commands", { provide });
