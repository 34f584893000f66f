"""Why a customer is where he is: the rule, the figures, the documents behind them."""

from . import change_explanation, customer_classification_why
