"""Whoever asks sees what they may see.

``sudo()`` fills a cache that has no owner: what it read, everybody in the same call reads afterwards. So a public
method checks access first, and takes its ``sudo()`` from here.
"""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

AUTOMATIC = ("id", "create_uid", "create_date", "write_uid", "write_date")
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


def refuse_values(records, vals_list):
    """Raise where a client sets what only the server does, such as when a scheme was activated.

    These are the stored fields that are read-only for everybody. Defaults of a context are values as well.

    :raises AccessError: names the field
    """
    if records.env.su:
        return
    names = {name for vals in vals_list for name in vals}
    # of records that are there, defaults of the context change nothing
    if not records:
        names |= {key.removeprefix("default_") for key in records.env.context if key.startswith("default_")}
    for name in sorted(names & records._fields.keys()):
        field = records._fields[name]
        if field.store and field.readonly and name not in AUTOMATIC:
            label = field._description_string(records.env)
            raise AccessError(
                records.env._("Nobody sets “%s” by hand: the buttons of the form do. Leave it out.", label)
            )


def as_seen(env, model: str, domain=Domain.TRUE) -> Domain:
    """What a domain finds for the user, as a condition that code with all rights can use.

    The fields and records of the domain are those that the user may read, so that no number tells of others.

    :raises AccessError: the user may not read the records, or a field that the domain names
    """
    if env.su:
        return Domain(domain)
    found = env[model].with_context(active_test=False)._search(Domain(domain)).subselect()
    return Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN %s", SQL.identifier(alias, "id"), found))


def hidden_companies(env, companies):
    """Those of these companies whose numbers the user does not see now."""
    return companies.browse() if env.su else companies - env.companies.sudo()


def records_of(env, model: str, ids):
    """Return the records with these ids, as a caller gives them.

    :raises UserError: they are no ids
    """
    if isinstance(ids, int) and not isinstance(ids, bool):
        ids = [ids]
    if not isinstance(ids, (list, tuple)) or not all(map(_is_id, ids)):
        raise UserError(env._("“%(value)s” are no records of %(model)s. Give a list of ids.", value=ids, model=model))
    return env[model].browse(ids)


def record_of(env, model: str, number):
    """Return the record with this id, as a caller gives it; none where they give none.

    :raises UserError: it is no id
    """
    none = number is None or number is False
    return env[model] if none else records_of(env, model, [number])


def _is_id(number) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31


def text_of(env, text):
    """Return what a caller says about something; nothing where they say nothing.

    :raises UserError: it is no text that can be kept
    """
    if text is None or text is False:
        return False
    if not isinstance(text, str) or "\0" in text:
        raise UserError(env._("“%s” is no text. Give a sentence.", str(text).replace("\0", "")[:100]))
    return text
