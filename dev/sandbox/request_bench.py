"""The whole request that confirms an order, with and without the addon: two databases of one server, asked in turn."""

import contextlib
import socket
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from . import databases, serving
from .console import say
from .instance import Instance
from .request_client import Client

TURNS = 600
MOST = 1.05
MOST_AT_ONCE = 1.1  # what ten people at once on two processors wait for differs more from round to round
MOST_PAGE = 1.2
AT_ONCE, EACH, ROUNDS, PAGE_TURNS = 10, 3, 9, 15
UNMEASURED = 20  # first requests, which load what later ones find


def measure(instance: Instance) -> bool:
    """Print the ratios; tell whether each is small enough."""
    key = instance.settings.checkout_key
    names = {True: f"classification_request_with_{key}", False: f"classification_request_without_{key}"}
    databases.ensure(instance, names[True], demo=False)
    databases.ensure_without_addon(instance, names[False])
    with _server(instance, ",".join(names.values())) as port:
        clients = {with_addon: Client(port, name) for with_addon, name in names.items()}
        clients[True].react_at_once()
        good = [_one_by_one(clients)]
        many = {with_addon: [Client(port, name) for _number in range(AT_ONCE)] for with_addon, name in names.items()}
        good += [_at_once(what, many) for what in KINDS]
        good += [_pages(clients, *page) for page in PAGES]
    return all(good)


def _one_by_one(clients) -> bool:
    """One order after the other is confirmed, in turn with and without the addon."""
    orders = {with_addon: client.orders(TURNS + UNMEASURED) for with_addon, client in clients.items()}
    times = {True: [], False: []}
    for turn in range(TURNS + UNMEASURED):
        for with_addon in (turn % 2 == 0, turn % 2 == 1):  # each is the first one as often as the other
            order = orders[with_addon][turn]
            times[with_addon].append(_seconds(lambda: clients[with_addon].confirm(order)))  # noqa: B023
    return _told("request that confirms an order", {key: found[UNMEASURED:] for key, found in times.items()})


def _at_once(what: str, clients) -> bool:
    """Ten people do the same at once, each several times; in turn with and without the addon."""
    rounds = range(ROUNDS + 1)  # the first one loads what later ones find
    each = AT_ONCE * EACH
    targets = {key: iter(KINDS[what][0](some[0], len(rounds) * each)) for key, some in clients.items()}
    times = {True: [], False: []}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for turn in rounds:
            for key in (turn % 2 == 0, turn % 2 == 1):
                work = [(client, next(targets[key])) for client in clients[key] for _number in range(EACH)]
                done = lambda: list(pool.map(lambda pair: KINDS[what][1](*pair), work))  # noqa: E731, B023
                times[key].append(_seconds(done) / each)
    return _told(f"{what}, {AT_ONCE} at once", {key: found[1:] for key, found in times.items()}, MOST_AT_ONCE)


def _pages(clients, what: str, mine, theirs) -> bool:
    """A page of the addon, against Odoo's own in the database without it: all that the browser asks for."""
    times = {True: [], False: []}
    for _turn in range(PAGE_TURNS):
        times[True].append(_seconds(lambda: mine(clients[True])))
        times[False].append(_seconds(lambda: theirs(clients[False])))
    return _told(what, {key: found[3:] for key, found in times.items()}, MOST_PAGE)


def _seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _told(what: str, times, most=MOST) -> bool:
    mine, bare = (statistics.median(times[with_addon]) for with_addon in (True, False))
    ratio = mine / bare
    verdict = "ok" if ratio <= most else "NO"
    print(
        f"\n| {what} | {mine * 1000:.1f} ms | {bare * 1000:.1f} ms without the addon | {ratio:.3f} | ≤ {most} "
        f"| {verdict} |",
        flush=True,
    )
    return ratio <= most


KINDS = {
    "confirming an order": (Client.orders, Client.confirm),
    "posting an invoice": (Client.invoices, Client.post),
    "saving a customer": (Client.partners, Client.save),
    "logging in": (lambda _client, number: range(number), Client.login),
}
CONTACTS, OURS = "contacts.action_contacts", "customer_classification.{}".format
PAGES = [
    ("form of a customer", lambda c: c.form_page(CONTACTS), lambda c: c.form_page(CONTACTS)),
    ("list of customers", lambda c: c.list_page(OURS("action_customers")), lambda c: c.list_page(CONTACTS)),
    (
        "overview, against Odoo's list of contacts",
        lambda c: c.call("customer.classification.overview", "get_overview", {}),
        lambda c: c.list_page(CONTACTS),
    ),
    (
        "form of a rule, against Odoo's form of a contact",
        lambda c: c.form_page(OURS("action_rules")),
        lambda c: c.form_page(CONTACTS),
    ),
]


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
