from . import base_partner_merge
from . import customer_classification_category_statistics
