from odoo import api, models

# Codes that no chart of accounts has, so that China's can be loaded besides.
# key, code, type, English name, Chinese name
ACCOUNTS = (
    ("receivable", "112290", "asset_receivable", "Accounts receivable", "应收账款"),
    ("payable", "220290", "liability_payable", "Accounts payable", "应付账款"),
    ("bank", "100290", "asset_cash", "Bank", "银行存款"),
    ("sales", "600190", "income", "Sales", "主营业务收入"),
    ("exchange", "660390", "expense", "Exchange differences", "汇兑损益"),
)
# key, code, type, account, English name, Chinese name
JOURNALS = (
    ("sales", "SAL", "sale", "sales", "Customer invoices", "销售发票"),
    ("bank", "BNK", "bank", "bank", "Bank", "银行"),
    ("exchange", "FX", "general", None, "Exchange differences", "汇兑损益"),
)


class CustomerClassificationDemo(models.AbstractModel):
    """The few accounts and journals that the demo company needs for invoices and payments."""

    _inherit = "customer.classification.demo"

    @api.model
    def _journals(self, company, account):
        """:param account: {key: account}"""
        return self._make(
            "account.journal",
            [
                (
                    f"journal_{key}",
                    {
                        "code": code,
                        "type": kind,
                        "name": (english, chinese),
                        "company_id": company.id,
                        **({"default_account_id": account[default].id} if default else {}),
                    },
                )
                for key, code, kind, default, english, chinese in JOURNALS
            ],
        )

    @api.model
    def _accounting(self, company):
        accounts = self._make(
            "account.account",
            [
                (
                    f"account_{key}",
                    {
                        "code": code,
                        "account_type": kind,
                        "name": (english, chinese),
                        "reconcile": kind in ("asset_receivable", "liability_payable"),
                    },
                )
                for key, code, kind, english, chinese in ACCOUNTS
            ],
        )
        account = dict(zip((key for key, *_rest in ACCOUNTS), accounts, strict=True))
        for name in ("receivable", "payable"):
            self.env["ir.default"].set(
                "res.partner", f"property_account_{name}_id", account[name].id, company_id=company.id
            )
        journals = self._journals(company, account)
        journals[1].inbound_payment_method_line_ids.payment_account_id = account["bank"]
        company.write(
            {
                "currency_exchange_journal_id": journals[2].id,
                "income_currency_exchange_account_id": account["exchange"].id,
                "expense_currency_exchange_account_id": account["exchange"].id,
            }
        )
