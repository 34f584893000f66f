import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";

/** The categories that were chosen last in this browser, the latest first. */

const MOST = 8;

function key() {
    return `customer_classification.recent.${session.db}`;
}

export function recentlyChosen() {
    try {
        return JSON.parse(browser.localStorage.getItem(key())) || [];
    } catch {
        return []; // something else stands there
    }
}

export function rememberChosen(id) {
    const others = recentlyChosen().filter((other) => other !== id);
    browser.localStorage.setItem(key(), JSON.stringify([id, ...others].slice(0, MOST)));
}
