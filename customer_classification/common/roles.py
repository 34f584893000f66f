"""Who may see a field: user groups, as fields name them."""

USERS = "customer_classification.group_classification_user"
