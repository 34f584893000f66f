"""Texts that a person can type, all of them markup for a browser and a formula for a spreadsheet."""

from lxml import html

from odoo.tools import SQL

PREFIX = "customer.classification."
HANDLER = 'src="x" onerror="window.markup=1"'
PAYLOAD = f"=1+1'\"><img {HANDLER}/><script>window.markup=1</script>{{{{7*7}}}}"
# What people call things and what they say about them; also where it is kept as it was then.
TYPED = {
    *("name", "reason", "note", "pin_reason", "comment", "short_name", "file_name", "scheme_name", "label", "error"),
    *("child_name", "service_policy", "mnemonic", "head", "city"),
}
OTHERS = {
    "product.template": ("name",),
    "product.pricelist": ("name",),
    "crm.team": ("name",),
    "account.payment.term": ("name",),
    "crm.lead": ("name",),
}


def fields_typed(env):
    """[(model, field)] of ours that are kept, and of Odoo's that stand beside them."""
    ours = [
        (env[name], field)
        for name in env.registry
        if name.startswith(PREFIX) and env[name]._auto and not env[name]._abstract
        for field in env[name]._fields.values()
        if field.name in TYPED and field.store and field.type in ("char", "text")
    ]
    return ours + [(env[name], env[name]._fields[field]) for name, names in OTHERS.items() for field in names]


def type_everywhere(env, partners):
    """Put the payload where people type; past all checks, as what somebody found a way to.

    :param partners: customers who are called so as well
    :return: how many fields there are
    """
    env.flush_all()
    found = fields_typed(env)
    for model, field in found:
        text = SQL("%s || ' ' || id", PAYLOAD)
        value = SQL("jsonb_build_object('en_US', %s)", text) if field.translate else text
        env.cr.execute(SQL("UPDATE %s SET %s = %s", SQL.identifier(model._table), SQL.identifier(field.name), value))
    env.invalidate_all()
    env.registry.clear_cache()
    for partner in partners:
        partner.write({"name": f"{PAYLOAD} {partner.id}", "street": PAYLOAD, "city": PAYLOAD})
    attribute = {"name": "typed", "string": PAYLOAD, "type": "char", "default": PAYLOAD}
    choice = {"name": "chosen", "string": PAYLOAD, "type": "selection", "selection": [["a", PAYLOAD]]}
    lines = env[f"{PREFIX}assignment"].search([("partner_id", "in", partners.ids)])
    for category in lines.category_id.filtered(lambda category: not category.parent_id)[:3]:
        category.attribute_definition = [attribute, choice]
    for line in lines.filtered("category_id.attribute_definition")[:20]:
        line.write({"attributes": {"typed": PAYLOAD, "chosen": "a"}})
    env.flush_all()
    return len(found) + 5


def executed(text):
    """What a browser would run of the markup that was typed: the elements."""
    if not text:
        return []
    return html.fromstring(f"<div>{text}</div>").xpath("//script | //*[@onerror]")
