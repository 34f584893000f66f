"""RFM, by the scores of recency, frequency and money.

The names are the eight types of Chinese textbooks, and the eleven segments that Western tools show.
"""

from odoo.tools.translate import LazyTranslate

from .template import YEAR, Template

_lt = LazyTranslate(__name__)

HIGH = {"recency_score": 4, "frequency_score": 4, "monetary_score": 4}
# How recent, frequent and large is high (True) in the eight types
RFM_TYPES = {
    "01": (True, True, True),
    "02": (False, True, True),
    "03": (True, False, True),
    "04": (False, False, True),
    "05": (True, True, False),
    "06": (False, True, False),
    "07": (True, False, False),
    "08": (False, False, False),
}
# code → lowest and highest score of recency, lowest and highest score of frequency
RFM_SEGMENTS = {
    "01": (5, 5, 4, 5),
    "02": (3, 4, 4, 5),
    "03": (4, 5, 2, 3),
    "04": (5, 5, 1, 1),
    "05": (4, 4, 1, 1),
    "06": (3, 3, 3, 3),
    "07": (3, 3, 1, 2),
    "08": (1, 2, 5, 5),
    "09": (1, 2, 3, 4),
    "10": (2, 2, 1, 2),
    "11": (1, 1, 1, 2),
}


def rfm_conditions(highs, high=HIGH):
    """The conditions of one of the eight types."""
    return [
        {"measure": measure, "operator": ">=" if is_high else "<", "value": high[measure], **YEAR}
        for measure, is_high in zip(high, highs, strict=True)
    ]


def _rfm8(_first, _second):
    names = dict(RFM8.categories)
    return [(code, names[code], "all", rfm_conditions(highs)) for code, highs in RFM_TYPES.items()]


def _rfm11(_first, _second):
    names = dict(RFM11.categories)

    def between(measure, low, high):
        return {"measure": measure, "operator": "between", "value": low, "value_to": high, **YEAR}

    return [
        (code, names[code], "all", [between("recency_score", *bounds[:2]), between("frequency_score", *bounds[2:])])
        for code, bounds in RFM_SEGMENTS.items()
    ]


RFM8 = Template(
    "RFM",
    _lt("RFM, eight types"),
    _lt("Recency, frequency and money, each high or low; the boundaries are the fifths of your customers."),
    (
        ("01", _lt("Key value")),
        ("02", _lt("Key to keep")),
        ("03", _lt("Key to develop")),
        ("04", _lt("Key to win back")),
        ("05", _lt("General value")),
        ("06", _lt("General to keep")),
        ("07", _lt("General to develop")),
        ("08", _lt("General to win back")),
    ),
    _rfm8,
    scored=True,
    values={"code_pattern": "2", "schedule": "monthly", "color": 8},
)
RFM11 = Template(
    "RFM11",
    _lt("RFM, eleven segments"),
    _lt("From champions to lost customers, by recency and frequency; the boundaries are the fifths of your customers."),
    (
        ("01", _lt("Champions")),
        ("02", _lt("Loyal customers")),
        ("03", _lt("Potential loyalists")),
        ("04", _lt("New customers")),
        ("05", _lt("Promising")),
        ("06", _lt("Need attention")),
        ("07", _lt("About to sleep")),
        ("08", _lt("Cannot lose them")),
        ("09", _lt("At risk")),
        ("10", _lt("Hibernating")),
        ("11", _lt("Lost")),
    ),
    _rfm11,
    scored=True,
    values={"code_pattern": "2", "schedule": "monthly", "color": 9},
)
