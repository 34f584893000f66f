"""Why a customer is where they are: the rule that decided, those before it, and the documents behind each figure.

In: changes with their evidence. Out: sentences and lists of documents.
Writes nothing; imports no ``moves``.
"""

from . import change_explanation, customer_classification_why
