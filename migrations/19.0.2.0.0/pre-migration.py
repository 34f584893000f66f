"""From 19.0.1.0.0: what must be done before Odoo brings tables and data files up to date.

Each step is a function of its own that may run twice, and says why it is needed.  Odoo runs every file of this folder
whose name begins with ``pre-``, in the order of their names: a topic with much to do has a file of its own.
"""


def migrate(cr, version):
    """Run the steps, in this order.

    :param cr: the database
    :param version: the version of the addon that the database had; empty for a new one
    """
    for step in STEPS:
        step(cr)


def end_older_proposals(cr):
    """Of a customer one proposal waits in a scheme: of several, the newest. An index says so from now on."""
    cr.execute(
        """UPDATE customer_classification_change older SET state = 'superseded'
            WHERE older.state = 'proposed' AND EXISTS (
                  SELECT FROM customer_classification_change newer
                   WHERE newer.state = 'proposed' AND newer.id > older.id
                     AND newer.partner_id = older.partner_id AND newer.scheme_id = older.scheme_id)"""
    )


STEPS = (end_older_proposals,)
