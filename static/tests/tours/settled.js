import { rpcBus } from "@web/core/network/rpc";

const FRAMES = 3; // that pass without a request: what follows upon an answer is asked within the first one
const waiting = new Set();

rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => waiting.add(detail.data.id));
rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => waiting.delete(detail.data.id));

/**
 * Wait until the server has answered everything.
 *
 * A list that was read before is shown as it was, and anew when the answer comes: what was chosen in between is not
 * chosen then. People see the list change; a tour has to know.
 */
export async function settled() {
    for (let quiet = 0; quiet < FRAMES; quiet++) {
        await new Promise(requestAnimationFrame);
        if (waiting.size) {
            quiet = -1;
        }
    }
}
