"""The reports that come with the addon, in the order in which they are offered."""

from odoo.tools.translate import LazyTranslate

from .contents.category_statistics import category_statistics
from .contents.classification_sheet import classification_sheet, customers
from .contents.consumption import consumption
from .contents.development import development
from .contents.movement import movement
from .contents.satisfaction import satisfaction
from .contents.threshold import threshold
from .registry import REPORTS, Kind

_lt = LazyTranslate(__name__)

REPORTS.update(
    category_statistics=Kind(_lt("Category statistics"), category_statistics, managers=True, compares=True),
    consumption=Kind(_lt("Consumption report"), consumption, compares=True),
    movement=Kind(_lt("Movement report"), movement, managers=True),
    satisfaction=Kind(_lt("Satisfaction report"), satisfaction, compares=True),
    development=Kind(_lt("Development report"), development),
    threshold=Kind(_lt("Threshold report"), threshold),
    sheet=Kind(_lt("Classification sheet"), classification_sheet, one_scheme=True, check=customers),
)
