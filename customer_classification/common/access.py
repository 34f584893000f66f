"""Whoever asks sees what they may see.

``sudo()`` fills a cache that has no owner: what it read, everybody in the same call reads afterwards. So a public
method checks access first, and takes its ``sudo()`` from here.
"""

from odoo.exceptions import AccessError

MANAGER = "customer_classification.group_classification_manager"


def readable(records):
    """Return the records with all rights, if the user may read them.

    :raises AccessError: they may not
    """
    records.check_access("read")
    return records.sudo()


def writable(records):
    """Return the records with all rights, if the user may write them.

    :raises AccessError: they may not
    """
    records.check_access("write")
    return records.sudo()


def is_manager(env) -> bool:
    """Whether the user is a classification manager, or code on the server."""
    return env.su or env.user.has_group(MANAGER)


def check_manager(env):
    """:raises AccessError: the user is no classification manager"""
    if not is_manager(env):
        raise AccessError(env._("Only classification managers may do this. Ask one of them."))


def refuse_values(records, vals_list, names, *, reason=None):
    """Raise where a client sets what only the server does, such as the state of a run.

    :param names: the fields
    :param reason: the sentence to raise; one that names the field if empty
    """
    if records.env.su:
        return
    sent = sorted(names & {name for vals in vals_list for name in vals})
    if sent:
        field = records._fields[sent[0]]._description_string(records.env)
        raise AccessError(
            reason
            or records.env._("Nobody sets “%s”: the server does, by the buttons of the form. Leave it out.", field)
        )
