from . import customer_classification
