"""The reports there are. Another addon adds one with one entry."""

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ..common import visibility, words
from . import inquiry, parameters

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Kind:
    """One report.

    :param label: what it is called
    :param dataset: from an inquiry to the context manager that gives its dataset, or a list of them
    :param one_scheme: it is about customers, and asks for no scheme
    :param compares: it shows the figures of other days beside
    :param managers: only managers may see it
    :param check: called with the reader's environment and the parameters, raises UserError where there can be no report
    """

    label: object
    dataset: Callable
    managers: bool = False
    one_scheme: bool = False
    compares: bool = False
    check: Callable | None = None

    def title(self, env) -> str:
        return env._(self.label)


REPORTS: dict[str, Kind] = {}


def names() -> list[str]:
    return list(REPORTS)


def kind(env, report: str) -> Kind:
    """The report of that name, if its reader may see it.

    :raises UserError: there is none
    :raises AccessError: only managers may see it
    """
    if not isinstance(report, str) or report not in REPORTS:
        raise UserError(
            env._("There is no report “%(name)s”. There are: %(all)s.", name=report, all=words.listed(env, names()))
        )
    found = REPORTS[report]
    if found.managers and not env.su and not env.user.has_group(visibility.MANAGER):
        raise AccessError(env._("Only classification managers may see “%s”.", found.title(env)))
    return found


def check(env, report: str, **options):
    """Raise what making the report would raise at once: a download cannot say it to whoever asked for it.

    :raises UserError: there is no such report or option, or something is missing
    :raises AccessError: the reader may not see the report
    """
    found, asked = kind(env, report), parameters.parse(env, report, **options)
    if found.check:
        found.check(env, asked)


@contextmanager
def datasets(env, report: str, /, **options):
    """The datasets of a report, one per scheme, for as long as the context lasts.

    :param env: of the reader, who finds in the report what they may read, in their language
    :param options: as :func:`parameters.parse` takes them
    """
    found = kind(env, report)
    asked = inquiry.of_schemes(env, parameters.parse(env, report, **options))
    with ExitStack() as stack:
        made = [stack.enter_context(found.dataset(one)) for one in (asked[:1] if found.one_scheme else asked)]
        yield [dataset for one in made for dataset in (one if isinstance(one, list) else [one])]
