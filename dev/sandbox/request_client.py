"""Somebody who works in a database by the requests that the browser sends."""

import http.cookiejar
import json
import urllib.request
import xml.etree.ElementTree as ET

from .console import Stop


class Client:
    """Somebody who works in one database."""

    def __init__(self, port: int, database: str):
        self.base, self.database = f"http://127.0.0.1:{port}", database
        self.login()

    def login(self, _target=None):
        """Begin a session."""
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._post("/web/session/authenticate", {"db": self.database, "login": "admin", "password": "admin"})

    def _post(self, path: str, params: dict):
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        request = urllib.request.Request(self.base + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Stop(f"Odoo refused {path}: {answer['error'].get('data', {}).get('message')}")
        return answer["result"]

    def call(self, model: str, method: str, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post("/web/dataset/call_kw", params)

    def confirm(self, order: int):
        self.call("sale.order", "action_confirm", [order])

    def post(self, invoice: int):
        self.call("account.move", "action_post", [invoice])

    def save(self, partner: int):
        self.call("res.partner", "web_save", [partner], {"phone": "1", "email": f"{partner}@example.com"}, {"id": {}})

    def partners(self, number: int) -> list[int]:
        """New customers."""
        values = [{"name": f"Bench {n}", "is_company": True, "customer_rank": 1} for n in range(number)]
        return self.call("res.partner", "create", values)

    def invoices(self, number: int) -> list[int]:
        """Drafts of one line each, every one of another customer; none where no journal is there."""
        line = [0, 0, {"name": "Bench", "quantity": 1, "price_unit": 100, "tax_ids": [[6, 0, []]]}]
        return self.call(
            "account.move",
            "create",
            [{"move_type": "out_invoice", "partner_id": p, "invoice_line_ids": [line]} for p in self.partners(number)],
        )

    # Pages: what the browser asks for

    def list_page(self, action: str):
        """Open the list of a window action and read its first page."""
        action = self.action(action)
        model, spec = action["res_model"], self.fields_of(action, "list")
        found = self.call(model, "web_search_read", [], specification=spec, limit=80)
        return found["records"]

    def form_page(self, action: str, domain=()):
        """Open the form of the newest record of a window action."""
        action = self.action(action)
        model, spec = action["res_model"], self.fields_of(action, "form")
        [number] = self.call(model, "search", list(domain), limit=1, order="id desc")
        return self.call(model, "web_read", [number], spec)

    def action(self, name: str) -> dict:
        return self._post("/web/action/load", {"action_id": name})

    def fields_of(self, action: dict, kind: str) -> dict:
        """What the view of this kind reads."""
        number = next((view for view, name in action["views"] if name == kind), False)
        views = self.call(action["res_model"], "get_views", [[number, kind]], options={"action_id": action["id"]})
        return _specification(ET.fromstring(views["views"][kind]["arch"]), action["res_model"], views["models"])

    def orders(self, number: int) -> list[int]:
        """Quotations of one product each, every one of another customer."""
        product = self.call("product.product", "create", {"name": "Bench"})
        partners = self.partners(number)
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


def _specification(node, model: str, models: dict) -> dict:
    """What a view reads of a model: its fields, and those of the lists within it."""
    found = {}
    for child in node:
        if child.tag != "field":
            found |= _specification(child, model, models)
            continue
        field = models[model]["fields"].get(child.get("name"), {})
        name, kind = child.get("name"), field.get("type")
        if kind == "many2one":
            found[name] = {"fields": {"display_name": {}}}
        elif kind in ("one2many", "many2many"):
            inner = {}
            for view in child:
                inner |= _specification(view, field["relation"], models)
            found[name] = {"fields": inner or {"display_name": {}}}
        else:
            found[name] = {}
    return found
