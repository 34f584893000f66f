"""The groups of people, as fields name them."""

USERS = "customer_classification.group_classification_user"
