from . import base_partner_merge
from . import customer_classification_adjustment
from . import adjustment_plan
from . import customer_classification_assign
from . import customer_classification_category_statistics
from . import customer_classification_setup
from . import customer_classification_decision
