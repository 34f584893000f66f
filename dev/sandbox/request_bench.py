"""The whole request that confirms an order, with and without the addon: two databases of one server, asked in turn."""

import contextlib
import http.cookiejar
import json
import socket
import statistics
import subprocess
import time
import urllib.request

from . import databases, serving
from .console import Stop, say
from .instance import Instance

TURNS = 600
MOST = 1.05
UNMEASURED = 20  # first requests, which load what later ones find


def measure(instance: Instance) -> bool:
    """Print the ratio; tell whether it is small enough."""
    key = instance.settings.checkout_key
    names = {True: f"classification_request_with_{key}", False: f"classification_request_without_{key}"}
    databases.ensure(instance, names[True], demo=False)
    databases.ensure_without_addon(instance, names[False])
    with _server(instance, ",".join(names.values())) as port:
        clients = {with_addon: Client(port, name) for with_addon, name in names.items()}
        clients[True].react_at_once()
        orders = {with_addon: client.orders(TURNS + UNMEASURED) for with_addon, client in clients.items()}
        times = {True: [], False: []}
        for turn in range(TURNS + UNMEASURED):
            for with_addon in (turn % 2 == 0, turn % 2 == 1):  # each is the first one as often as the other
                order = orders[with_addon][turn]
                start = time.perf_counter()
                clients[with_addon].call("sale.order", "action_confirm", [order])
                times[with_addon].append(time.perf_counter() - start)
    mine, bare = (statistics.median(times[with_addon][UNMEASURED:]) for with_addon in (True, False))
    ratio = mine / bare
    verdict = "ok" if ratio <= MOST else "NO"
    print(
        f"\n| request that confirms an order | {mine * 1000:.1f} ms | {bare * 1000:.1f} ms without the addon "
        f"| {ratio:.3f} | ≤ {MOST} | {verdict} |"
    )
    return ratio <= MOST


class Client:
    """Somebody who works in one database."""

    def __init__(self, port: int, database: str):
        self.base = f"http://127.0.0.1:{port}"
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._post("/web/session/authenticate", {"db": database, "login": "admin", "password": "admin"})

    def _post(self, path: str, params: dict):
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        request = urllib.request.Request(self.base + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Stop(f"Odoo refused {path}: {answer['error'].get('data', {}).get('message')}")
        return answer["result"]

    def call(self, model: str, method: str, *args):
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self._post("/web/dataset/call_kw", params)

    def orders(self, number: int) -> list[int]:
        """Quotations of one product each, every one of another customer."""
        product = self.call("product.product", "create", {"name": "Bench"})
        partners = self.call(
            "res.partner", "create", [{"name": f"Bench {n}", "is_company": True} for n in range(number)]
        )
        line = [0, 0, {"product_id": product, "product_uom_qty": 1, "price_unit": 100}]
        return self.call("sale.order", "create", [{"partner_id": p, "order_line": [line]} for p in partners])

    def react_at_once(self) -> None:
        """An active main scheme that reacts to documents, so that orders are stamped too."""
        schemes = "customer.classification.scheme"
        if self.call(schemes, "search", [["code", "=", "REQUEST"]]):
            return
        scheme = self.call(
            schemes,
            "create",
            {"name": "R", "code": "REQUEST", "mode": "rules", "realtime": True, "is_main": True},
        )
        category = self.call(
            "customer.classification.category", "create", {"name": "Buyers", "code": "1", "scheme_id": scheme}
        )
        condition = [0, 0, {"measure": "order_count", "operator": ">=", "value": 1}]
        self.call(
            "customer.classification.rule",
            "create",
            {"name": "r", "scheme_id": scheme, "category_id": category, "condition_ids": [condition]},
        )
        self.call(schemes, "action_activate", [scheme])


@contextlib.contextmanager
def _server(instance: Instance, names: str):
    """A server on a free port; scheduled actions are none of its business, as where they have workers of their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    say("starting a server for two databases")
    command = instance.command(names, "--http-port", str(port), "--max-cron-threads=0")
    process = subprocess.Popen(command, env=instance.environment(), cwd="/")
    try:
        serving.wait_until_it_answers(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()
