from . import base_partner_merge
from . import customer_classification_adjustment
from . import adjustment_plan
from . import customer_classification_assign
from . import customer_classification_report_wizard
from . import customer_classification_setup
