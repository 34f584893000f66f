"""Who sees what: one rule for lists, counts, reports, the overview, files and buttons.

* In which *category* a customer is, since when and why, sees whoever may see the customer.
* *Figures* of customers, sums of them, and lists of what is to be done tell of the user's own customers: for a
  salesperson with their own documents only, those whose salesperson they are and those who have none; for everybody
  else all customers.
  What they did counts as a whole, whoever wrote the order.
* Documents count of the companies that they have chosen, never of others, in schemes that all companies share as well.
"""

from odoo.fields import Domain

SALESPERSON = "sales_team.group_sale_salesman"
ALL_DOCUMENTS = "sales_team.group_sale_salesman_all_leads"
MANAGER = "customer_classification.group_classification_manager"


def sees_all(env) -> bool:
    """Whether the user sees the figures of all customers, and not only of their own."""
    user = env.user
    return env.su or not user.has_group(SALESPERSON) or user.has_group(ALL_DOCUMENTS) or user.has_group(MANAGER)


def opens_all_documents(env) -> bool:
    """Whether the user may open every document that their figures count."""
    return env.su or env.user.has_group(ALL_DOCUMENTS)


def of_customers(env) -> Domain:
    """The customers whose figures the user sees, as a condition on contacts; what is seen of those is not in it."""
    return Domain.TRUE if sees_all(env) else Domain("user_id", "in", [env.uid, False])


def customers(env, only: Domain = Domain.TRUE):
    """The customers whose figures the user sees, archived ones too, as a query that a statement may contain.

    :param only: those of them who match
    """
    return env["res.partner"].with_context(active_test=False)._search(of_customers(env) & only)


def sees_all_companies(env) -> bool:
    """Whether the user has chosen all companies there are, and so may see what all of them together sold."""
    return env.su or env["res.company"]._classification_every_id() <= set(env.companies.ids)


def sees_sums_of(env, scheme) -> bool:
    """Whether the user may see the money that ``scheme`` looks at: of its company, or of all that share it."""
    return bool(scheme.company_id) or sees_all_companies(env)


def told(env) -> str:
    """Whose figures they are, as a page says it; empty where they are those of all customers."""
    if sees_all(env):
        return ""
    return env._("Your customers and those without a salesperson, with all their orders, whoever wrote them.")
