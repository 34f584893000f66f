/**
 * The tree of categories as the selection window shows it. Plain functions: nodes come as a flat list, parents before
 * their children, each `{id, parent_id, scheme, code, name, mnemonic, can_choose, customers}`.
 */

const MOST = 300; // rows that are shown of what was found

/** Add to each node its children, its depth, and the text that is searched. */
export function build(nodes) {
    const byId = new Map();
    for (const node of nodes) {
        const parent = byId.get(node.parent_id);
        const path = `${
            parent ? parent.path : node.scheme.toLowerCase()
        } ${node.name.toLowerCase()}`;
        const mnemonics = [
            ...(parent ? parent.mnemonics : []),
            (node.mnemonic || "").toLowerCase(),
        ];
        byId.set(node.id, {
            ...node,
            parent,
            path,
            mnemonics,
            depth: parent ? parent.depth + 1 : 0,
            children: [],
        });
        parent?.children.push(byId.get(node.id));
    }
    return byId;
}

/** The words of what was typed; blanks, slashes and arrows part them. */
export function words(query) {
    return query
        .toLowerCase()
        .normalize("NFKC")
        .split(/[\s/>›→]+/)
        .filter(Boolean);
}

function fits(node, word) {
    return (
        node.code.toLowerCase().startsWith(word) ||
        node.path.includes(word) ||
        node.mnemonics.some((mnemonic) => mnemonic && mnemonic.startsWith(word))
    );
}

/** The rows to show, from top to bottom: what is unfolded, or all that fits the query with what stands above it. */
export function rows(byId, query, unfolded) {
    const wanted = words(query);
    if (!wanted.length) {
        return [...byId.values()].filter((node) => isOpen(node.parent, unfolded));
    }
    const shown = new Set();
    for (const node of byId.values()) {
        if (shown.size < MOST && wanted.every((word) => fits(node, word))) {
            for (let above = node; above; above = above.parent) {
                shown.add(above);
            }
        }
    }
    return [...byId.values()].filter((node) => shown.has(node));
}

function isOpen(node, unfolded) {
    return !node || (unfolded.has(node.id) && isOpen(node.parent, unfolded));
}

/** What Enter takes at once: the first row that fits by its own code, else by its own name, else any that fits. */
export function best(shown, query) {
    const wanted = words(query);
    const choosable = shown.filter((node) => node.can_choose);
    return (
        choosable.find((node) => node.code.toLowerCase() === wanted[0]) ||
        choosable.find((node) => wanted.every((word) => node.name.toLowerCase().includes(word))) ||
        choosable[0] ||
        shown[0]
    );
}
