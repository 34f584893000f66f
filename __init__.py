from . import customer_classification
from .customer_classification.figures.seen import uninstall as uninstall_hook
