"""The variables of the command line, and where everything lies.

Nothing is written into the checkout.  One cache folder serves all checkouts on a machine; what belongs to one
checkout alone lies in its folder under `checkouts/`.
"""

import hashlib
import os
import re
from functools import cached_property
from pathlib import Path

from .console import Stop

ADDON = "customer_classification"
LANGUAGES = ("en_US", "zh_CN")  # the first one is everybody's default
DATABASE_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{1,62}")  # what Odoo and PostgreSQL take
DEV = Path(__file__).resolve().parent.parent
CHECKOUT = DEV.parent


class Settings:
    """What the user asked for (`make run PORT=8070`), with defaults."""

    def __init__(self, environ=os.environ):
        self._environ = environ
        self.odoo = self._text("ODOO")
        self.database_url = self._text("DATABASE_URL")
        self.language = self._text("LANG_CODE")
        self.test_filter = self._text("K")
        self.arguments = self._text("ARGS")
        self.surroundings = {name: self._text(name) for name in ("CLOCK", "TZ_COMPANY", "LATENCY", "SEED")}
        self.zone = ""  # where the demo company is, when not in China
        self.moved = None  # the surroundings of tests whose clock is moved: they have a PostgreSQL of their own
        self.ci = self._flag("CI")
        self.draw = self._flag("DRAW")  # a moment, a time zone and a latency for the tests, where they are not given
        self.clean_all = self._flag("ALL")
        self.quick = self._flag("QUICK")  # of the benchmark: few customers, against the ratios that are kept
        self.profile = self._flag("BENCH_PROFILE")  # show where its time goes
        self.rows = self._text("ROWS").split()  # only these parts: requests finding overview report duplicates running

    def _text(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def _flag(self, name: str, default: bool = False) -> bool:
        value = self._text(name).lower()
        return value not in ("0", "false", "no") if value else default

    def demo(self, default: bool) -> bool:
        return self._flag("DEMO", default)

    @property
    def demo_given(self) -> bool:
        return bool(self._text("DEMO"))

    @cached_property
    def database(self) -> str:
        """The database that the user named, or nothing."""
        name = self._text("DB")
        if name and not DATABASE_NAME.fullmatch(name):
            raise Stop(f"DB={name} cannot be a database's name: use letters, digits, and _ - . between them.")
        return name

    @property
    def customers(self) -> int:
        """How many customers the benchmark has."""
        return self._size("CUSTOMERS", 200_000)

    @property
    def orders(self) -> int:
        """How many orders they have: ten each, but five million at most."""
        return self._size("ORDERS", min(10 * self.customers, 5_000_000))

    def _size(self, name: str, default: int) -> int:
        value = self._text(name) or str(default)
        if not value.isdigit() or int(value) < 100:
            raise Stop(f"{name} must be a number, at least 100, not {value!r}.")
        return int(value)

    @property
    def port_given(self) -> bool:
        return bool(self._text("PORT"))

    @property
    def port(self) -> int:
        value = self._text("PORT") or "8069"
        if not value.isdigit() or not 0 < int(value) < 65536:
            raise Stop(f"PORT must be a number between 1 and 65535, not {value!r}.")
        return int(value)

    @property
    def another_port(self) -> int:
        """A port to suggest when the chosen one is taken."""
        return self.port + 1 if self.port < 65535 else 8069

    @cached_property
    def cache(self) -> Path:
        """The folder that all checkouts share."""
        given = self._text("CLASSIFICATION_CACHE")
        if given:
            return Path(given).expanduser().absolute()
        base = self._text("XDG_CACHE_HOME") or "~/.cache"
        return Path(base).expanduser().absolute() / "customer-classification"

    @cached_property
    def checkout_key(self) -> str:
        """A short name of this checkout, for what must not collide with another one's."""
        return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]

    @property
    def own(self) -> Path:
        """The folder of what belongs to this checkout alone."""
        return self.cache / "checkouts" / self.checkout_key

    @property
    def place(self) -> Path:
        """The folder of the PostgreSQL cluster and of Odoo's files to it: the cache, or the one that CLUSTER= names.

        Continuous integration names one, which it removes at its end.
        """
        given = self._text("CLUSTER")
        folder = Path(given).absolute() if given else self.own if self.moved else self.cache
        return folder / "moved-clock" if self.moved else folder

    @property
    def workers(self) -> int:
        """In how many processes the tests run: all of them on two processors, some of them in one."""
        value = self._text("N") or ("1" if self.test_filter else str(min(2, os.cpu_count() or 1)))
        if not value.isdigit() or not 0 < int(value) < 65:
            raise Stop(f"N must be a number of processes, not {value!r}.")
        return int(value)

    @property
    def addons(self) -> Path:
        return self.own / "addons"

    @property
    def logs(self) -> Path:
        return self.own / "logs"

    def link_addon(self) -> Path:
        """Make the checkout visible to Odoo under the addon's technical name, whatever it is called.

        The link lies outside the checkout: inside, whoever follows it would go round in circles.
        """
        link = self.addons / ADDON
        self.addons.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink() or link.readlink() != CHECKOUT:
            link.unlink(missing_ok=True)
            link.symlink_to(CHECKOUT, target_is_directory=True)
        return link

    def child_environment(self, **more: str) -> dict[str, str]:
        """The environment for programs that we start: bytecode is cached, yet not in the checkout."""
        hidden = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONSTARTUP", "MAKEFLAGS", "ODOO_RC"}
        environment = {name: value for name, value in self._environ.items() if name not in hidden}
        return environment | {"PYTHONPYCACHEPREFIX": str(self.cache / "pycache")} | more
