"""The reports that come with the addon, in the order in which they are offered."""

from odoo.tools.translate import LazyTranslate

from .contents.category_statistics import category_statistics
from .contents.classification_sheet import classification_sheet, customers
from .contents.consumption import consumption
from .contents.data_quality import data_quality, looked
from .contents.development import development
from .contents.movement import movement
from .contents.review_minutes import review_minutes
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
    data_quality=Kind(_lt("Data quality"), data_quality, check=looked),
    review_minutes=Kind(_lt("Minutes of the reviews of standards"), review_minutes, managers=True),
    sheet=Kind(_lt("Classification sheet"), classification_sheet, one_scheme=True, check=customers),
)
