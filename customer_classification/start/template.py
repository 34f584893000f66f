"""What a template of the guided start is: a scheme as plain values, with two numbers to adjust."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..figures.specs import Figure, Window

YEAR = {"window": "months", "window_length": 12}
MONTHS = Window("months", 12)


@dataclass(frozen=True)
class Number:
    """A number that users adjust.

    :param label: what it says
    :param figure: the figure of the customers that is shown as a histogram; None for none
    :param share: the share of the customers below the number that is suggested
    :param otherwise: what is suggested where no customer has such a figure, or always if ``share`` is None
    """

    label: object
    figure: Figure | None
    otherwise: float
    share: float | None = None


@dataclass(frozen=True)
class Template:
    """A scheme to start with.

    :param categories: (code, name) in their order
    :param rules: from the two numbers to (category code, name of the rule, match, conditions)
    :param default: the code of the category for all other customers
    :param scored: whether its scores need boundaries, taken from the customers
    """

    code: str
    name: object
    description: object
    categories: tuple = ()
    rules: Callable[[float, float], list] = lambda first, second: []
    numbers: tuple[Number, ...] = ()
    default: str | None = None
    scored: bool = False
    values: dict = field(default_factory=dict)
