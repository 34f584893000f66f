import csv
from datetime import timedelta

from passlib.hash import pbkdf2_sha512

from odoo import api, models
from odoo.fields import Command
from odoo.tools import file_open

from ..common.days import day_of, noon_of
from . import cleaning_story, story

MODULE = "customer_classification"
QUICK_HASH = pbkdf2_sha512.using(rounds=1)
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
}


class CustomerClassificationDemo(models.AbstractModel):
    """Loads the demo company: its people, customers, orders and schemes, with dates relative to today.

    Names that cannot be translated are Chinese where that language is installed, else English.
    """

    _name = "customer.classification.demo"
    _description = "Demo Data of Customer Classification"

    @api.model
    def _load(self):
        """Make the demo company and all that belongs to it; does nothing when it is there already."""
        if self.env.ref(f"{MODULE}.demo_company", raise_if_not_found=False):
            return
        if self._chinese():  # else notes would call fields by their English names: labels are translated after the data
            self.env["ir.module.module"]._load_module_terms([MODULE], ["zh_CN"])
            self.env.registry.clear_all_caches()
        company = self._company()
        loader = self.with_context(**QUIET, allowed_company_ids=company.ids)
        loader._people(company)
        customers = loader._customers(company)
        loader._orders(customers)
        loader._invoices(customers)
        loader._opportunities(customers)
        loader._care(customers)
        schemes = loader._schemes()
        loader._assignments(customers, schemes)
        loader._history(schemes)
        loader._defaults(customers)
        loader._cleaning(customers)
        loader._reviews()

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _record(self, name):
        return self.env.ref(f"{MODULE}.demo_{name}")

    def _make(self, model, rows):
        """Create records with external ids, in one go.

        :param rows: [(name of the external id, values)]; a value that is a pair is the English and the Chinese text
        """
        Model = self.env[model].with_context(lang="en_US")
        chinese = self._chinese()
        data = []
        for name, values in rows:
            plain = {
                key: (value[0] if Model._fields[key].translate or not chinese else value[1])
                if isinstance(value, tuple)
                else value
                for key, value in values.items()
            }
            data.append({"xml_id": f"{MODULE}.demo_{name}", "values": plain, "noupdate": True})
        records = Model._load_records(data)
        if chinese:
            for record, (_name, values) in zip(records, rows, strict=True):
                for key, value in values.items():
                    if isinstance(value, tuple) and Model._fields[key].translate:
                        record.with_context(lang="zh_CN")[key] = value[1]
        return records.with_env(self.env)

    def _chinese(self):
        return bool(self.env["res.lang"]._get_data(code="zh_CN"))

    @api.model
    def _rows(self, name):
        with file_open(f"{MODULE}/data/demo/{name}.csv", "r") as file:
            return list(csv.DictReader(file))

    @api.model
    def _time_zone(self):
        """Where the company is; a parameter moves it, to see that nothing depends on China's time."""
        return self.env["ir.config_parameter"].get_param(f"{MODULE}.demo_tz") or story.TIME_ZONE

    @api.model
    def _today(self):
        """The day on which the company was made: one day for all, though midnight may come while documents are made."""
        return day_of(self.env.company.create_date, self.env.company._classification_tz())

    @api.model
    def _day(self, days_ago):
        """Noon, where the company is, on the day ``days_ago`` days before today, in UTC."""
        return noon_of(self._today() - timedelta(days=int(days_ago)), self.env.company._classification_tz())

    # The company and its people ---------------------------------------------------------------------------------------

    def _company(self):
        self.env.ref("base.CNY").active = True
        company = self.with_context(install_mode=True)._make(  # no country's module is to be installed on the way
            "res.company",
            [
                (
                    "company",
                    {
                        "name": story.COMPANY,
                        "currency_id": self.env.ref("base.CNY").id,
                        "country_id": self.env.ref("base.cn").id,
                        "city": ("Suzhou", "苏州市"),
                        "state_id": self.env.ref("base.state_cn_JS").id,
                    },
                )
            ],
        )
        company.partner_id.tz = self._time_zone()
        self.env.ref("base.user_admin").write({"company_ids": [Command.link(company.id)], "company_id": company.id})
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.env.ref("base.USD").id,
                    "company_id": company.id,
                    "name": self.with_company(company)._today() - timedelta(days=days),
                    "inverse_company_rate": rate,
                }
                for days, rate in story.CNY_PER_DOLLAR.items()
            ]
        )
        return company

    def _people(self, company):
        users = self._make(
            "res.users",
            [
                (
                    login,
                    {
                        "login": login,
                        "name": (english, chinese),
                        "tz": company.partner_id.tz,
                        "lang": "zh_CN" if self._chinese() else "en_US",
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                        "group_ids": [Command.link(self.env.ref(group).id) for group in ("base.group_user", *groups)],
                    },
                )
                for login, english, chinese, groups, _working in story.PEOPLE
            ],
        )
        for user, person in zip(users, story.PEOPLE, strict=True):
            # Known to everybody, so it is not worth the half second that a strong hash takes; Odoo makes one at login.
            user._set_encrypted_password(user.id, QUICK_HASH.hash(user.login))
            user.active = person[-1]

    # Customers --------------------------------------------------------------------------------------------------------

    def _customers(self, company):
        """Return {code: customer}."""
        rows = self._rows("customers")
        provinces = {
            state.name: state
            for state in self.env["res.country.state"].search([("country_id", "=", self.env.ref("base.cn").id)])
        }
        sellers = {chinese: self._record(login) for login, _english, chinese, *_rest in story.PEOPLE}
        typed = cleaning_story.typed(rows)
        # a wrong tax ID stands here, too, whatever module checks them
        partners = self.with_context(no_vat_validation=True)._make(
            "res.partner",
            [
                (
                    row["ref"].lower(),
                    {
                        "ref": row["ref"],
                        "name": (row["name_en"], row["name_zh"]),
                        "is_company": True,
                        "company_id": company.id,
                        "country_id": self.env.ref("base.cn").id,
                        "state_id": provinces[row["province"]].id if row["province"] else False,
                        "city": row["city"],
                        "user_id": sellers[row["salesperson"]].id,
                        "lang": self._language(),
                        **typed.get(row["ref"], {}),
                    },
                )
                for row in rows
            ],
        )
        customers = {partner.ref: partner for partner in partners}
        for code, parent in story.PARENTS.items():
            # An address of its own: else Odoo keeps it the same as the parent's.
            customers[code].write({"type": "other", "parent_id": customers[parent].id})
        self._contacts(customers)
        return customers

    def _language(self):
        return "zh_CN" if self._chinese() else "en_US"

    def _contacts(self, customers):
        rows = []
        for number, (code, customer) in enumerate(customers.items()):
            count = 1 if code in ("K044", "K045") else 1 + number % 3
            for english, chinese, names, chinese_names in story.CONTACTS[:count]:
                which = number % len(names)
                rows.append(
                    (
                        f"{code.lower()}_{english.lower().replace(' ', '_')}",
                        {
                            "name": (names[which], chinese_names[which]),
                            "function": (english, chinese),
                            "parent_id": customer.id,
                            "lang": self._language(),
                        },
                    )
                )
        self._make("res.partner", rows)
