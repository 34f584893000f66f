"""From 19.0.1.0.0: what must be done once tables and data files are up to date.

Each step is a function of its own that may run twice, and says why it is needed.  Odoo runs every file of this folder
whose name begins with ``post-``, in the order of their names: a topic with much to do has a file of its own.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Run the steps, in this order.

    :param cr: the database
    :param version: the version of the addon that the database had; empty for a new one
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for step in STEPS:
        step(env)


def give_attributes_their_columns(env):
    """Attributes of before have no field of customers that shows them; saving a definition gives it one."""
    categories = env["customer.classification.category"].with_context(active_test=False, lang=None)
    for category in categories.search([("attribute_definition", "!=", False)]):
        category.attribute_definition = category.attribute_definition


STEPS = (give_attributes_their_columns,)
