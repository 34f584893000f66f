"""The environment in which figures are computed and rules decide."""


def engine_env(env, company_id: int | None):
    """Return ``env`` as the engine always runs: superuser, and a language, time zone and companies that never vary."""
    companies = [company_id] if company_id else env["res.company"].sudo().search([], order="id").ids
    return env(user=1, su=True, context={"lang": "en_US", "tz": "UTC", "allowed_company_ids": companies})
