import { formatCurrency, getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { formatFloat } from "@web/core/utils/numbers";

const TEN_THOUSAND = 10000;

/** Whether large numbers are read in units of ten thousand, as in Chinese. */
export function inTenThousands() {
    return /^(zh|ja)/i.test(user.lang || "");
}

function isUnknown(value) {
    return value === null || value === undefined || value === false;
}

/** A whole number with separators, or a dash where it is not known. */
export function formatCount(value) {
    return isUnknown(value) ? "–" : formatFloat(value, { digits: [0, 0] });
}

/** Money in short: 2,520.4 万元 in Chinese, ¥ 25.2M in English. */
export function formatMoney(value, currencyId) {
    if (isUnknown(value)) {
        return "–";
    }
    if (inTenThousands() && Math.abs(value) >= TEN_THOUSAND) {
        const amount = formatFloat(value / TEN_THOUSAND, { digits: [0, 1] });
        const symbol = getCurrency(currencyId)?.symbol || "";
        return symbol === "¥"
            ? _t("%(amount)s ten thousand yuan", { amount })
            : _t("%(symbol)s %(amount)s ten thousand", { symbol, amount });
    }
    return formatCurrency(value, currencyId, {
        humanReadable: Math.abs(value) >= TEN_THOUSAND,
        digits: [0, Math.abs(value) >= TEN_THOUSAND ? 1 : 0],
    });
}

/** A number with ``decimals`` decimals, or a dash where it is not known. */
export function formatNumber(value, decimals = 1) {
    return isUnknown(value) ? "–" : formatFloat(value, { digits: [0, decimals] });
}

/** A share (0.738) in percent. */
export function formatShare(share) {
    return isUnknown(share) ? "–" : `${formatFloat(100 * share, { digits: [0, 1] })}%`;
}

/** How a value differs from the one before: in percent for money, in numbers else; empty where nothing can be said. */
export function formatChange(value, before, unit) {
    if (isUnknown(value) || isUnknown(before) || (unit === "money" && !before)) {
        return "";
    }
    const change = unit === "money" ? (100 * (value - before)) / Math.abs(before) : value - before;
    const text =
        unit === "money" ? `${formatNumber(Math.abs(change))}%` : formatCount(Math.abs(change));
    return change > 0 ? `▲ ${text}` : change < 0 ? `▼ ${text}` : "＝";
}
