"""The reports that come with the addon, in the order in which they are offered."""

from odoo.tools.translate import LazyTranslate

from .category_statistics import category_statistics
from .consumption import consumption
from .development import development
from .movement import movement
from .registry import REPORTS, Kind
from .satisfaction import satisfaction
from .sheet import sheet
from .threshold import threshold

_lt = LazyTranslate(__name__)

REPORTS.update(
    category_statistics=Kind(_lt("Category statistics"), category_statistics, managers=True, compares=True),
    consumption=Kind(_lt("Consumption report"), consumption, compares=True),
    movement=Kind(_lt("Movement report"), movement, managers=True),
    satisfaction=Kind(_lt("Satisfaction report"), satisfaction, compares=True),
    development=Kind(_lt("Development report"), development),
    threshold=Kind(_lt("Threshold report"), threshold),
    sheet=Kind(_lt("Classification sheet"), sheet, one_scheme=True),
)
