"""The environment in which figures are computed and rules decide, and what of it a user may see."""

from dataclasses import replace

from .specs import Scope


def engine_env(env, company_id: int | None):
    """Return ``env`` as the engine always runs: superuser, and a language, time zone and companies that never vary."""
    companies = [company_id] if company_id else env["res.company"].sudo().search([], order="id").ids
    return env(user=1, su=True, context={"lang": "en_US", "tz": "UTC", "allowed_company_ids": companies})


def seen_scope(env, scope: Scope) -> Scope:
    """Return ``scope`` with the documents that the user may see: of a scheme that all companies share, those of the
    companies that they have chosen; who sees all sees all."""
    if scope.company_id or env.su:
        return scope
    companies = env.companies
    return replace(scope, company_ids=tuple(companies.ids), history_since=companies._classification_since())
