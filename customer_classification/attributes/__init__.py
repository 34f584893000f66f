"""What a category asks about its customers: definitions, values, and what becomes of them in a move."""

from . import classification_attributes, assignment_attributes, category_attributes
