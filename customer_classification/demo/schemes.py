from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Command

from . import attributes, story


class CustomerClassificationDemo(models.AbstractModel):
    """The demo company's schemes with their categories, rules and mappings, and what was taken over from before."""

    _inherit = "customer.classification.demo"

    def _schemes(self):
        """Return the schemes, with categories, rules and mappings; those that decide by themselves are active."""
        schemes = self._make(
            "customer.classification.scheme",
            [
                (
                    f"scheme_{key}",
                    {
                        "name": (english, chinese),
                        "customer_domain": self._customer_domain(key),
                        **values,
                        **self._mapping_field(values),
                    },
                )
                for key, (english, chinese, values) in story.SCHEMES.items()
            ],
        )
        self._categories()
        for key, code in story.DEFAULT_CATEGORIES.items():
            self._record(f"scheme_{key}").default_category_id = self._record(f"{key}_{code}")
        self._rules()
        self._mappings()
        automatic = schemes.filtered(lambda scheme: scheme.mode != "manual")
        automatic.with_context(lang=self._language()).action_activate()  # notes are in the language of the company
        return schemes

    def _rules(self):
        self._make(
            "customer.classification.rule",
            [
                (
                    f"rule_{number}",
                    {
                        "scheme_id": self._record(f"scheme_{key}").id,
                        "category_id": self._record(f"{key}_{code}").id,
                        "name": (english, chinese),
                        "sequence": number,
                        "condition_ids": [Command.create(condition) for condition in conditions],
                        "for_everybody": not conditions,
                    },
                )
                for number, (key, code, english, chinese, conditions) in enumerate(story.RULES, start=1)
            ],
        )

    def _mappings(self):
        self._make(
            "customer.classification.mapping",
            [
                (
                    f"mapping_{province.lower()}",
                    {
                        "scheme_id": self._record("scheme_region").id,
                        "category_id": self._record(f"region_{code}").id,
                        "value": str(self.env.ref(f"base.state_cn_{province}").id),
                    },
                )
                for code, province in story.PROVINCES.items()
            ],
        )

    def _customer_domain(self, key):
        """The customers of the company but for former ones; the collective customer of the shop is not graded."""
        domain = [("company_id", "=", self.env.company.id), ("ref", "not =like", story.FORMER)]
        if key in story.GRADED:
            domain.append(("ref", "!=", story.WALK_IN))
        return repr(domain)

    def _mapping_field(self, values):
        if values.get("mode") != "mapping":
            return {}
        return {"mapping_field_id": self.env["ir.model.fields"]._get("res.partner", "state_id").id}

    def _categories(self):
        levels = {}
        for row in self._rows("categories"):
            pattern = self._record(f"scheme_{row['scheme']}").code_pattern
            first = int(pattern.partition("-")[0].rstrip("A"))
            parent = row["code"][:first] if len(row["code"]) > first else None
            levels.setdefault(bool(parent), []).append((row, parent))
        for _below, members in sorted(levels.items()):
            self._make(
                "customer.classification.category",
                [
                    (
                        f"{row['scheme']}_{row['code']}",
                        {
                            "scheme_id": self._record(f"scheme_{row['scheme']}").id,
                            "code": row["code"],
                            "name": (row["name"], row["name_zh"]),
                            "color": int(row["color"]),
                            "sequence": number if row["scheme"] in story.RANKED else 10,
                            "parent_id": self._record(f"{row['scheme']}_{parent}").id if parent else False,
                            **self._policy(f"{row['scheme']}_{row['code']}"),
                            **self._attributes(f"{row['scheme']}_{row['code']}"),
                        },
                    )
                    for number, (row, parent) in enumerate(members, start=1)
                ],
            )

    @api.model
    def _policy(self, key):
        return {"service_policy": story.SERVICE_POLICIES[key]} if key in story.SERVICE_POLICIES else {}

    @api.model
    def _attributes(self, key):
        return {"attribute_definition": attributes.definition(key)} if key in attributes.ATTRIBUTES else {}

    def _values(self, scheme, code, number):
        """What is known of a customer in the category ``code``: attributes of it and of the one above."""
        keys = [key for key in (f"{scheme}_{code[:2]}", f"{scheme}_{code}") if key in attributes.ATTRIBUTES]
        return attributes.values(list(dict.fromkeys(keys)), number, self._today(), bool(self._chinese()))

    def _assignments(self, customers, schemes):
        """What was taken over from the former system, and the one choice by hand."""
        taken_over = self._today() - relativedelta(months=23)
        values = [
            {
                "partner_id": customers[row["ref"]].id,
                "category_id": self._record(f"{scheme}_{row[f'{scheme}_code']}").id,
                "origin": "import",
                "since": taken_over,
                "attributes": self._values(scheme, row[f"{scheme}_code"], number),
            }
            for scheme in ("industry", "channel")
            for number, row in enumerate(self._rows("customers"))
            if row[f"{scheme}_code"]
        ]
        code, category, english, chinese = story.PINNED
        values.append(
            {
                "partner_id": customers[code].id,
                "category_id": self._record(f"importance_{category}").id,
                "origin": "manual",
                "since": self._today() - relativedelta(months=9),
                "pinned": True,
                "pinned_until": self._today() + relativedelta(years=1, month=12, day=31),
                "pin_reason": chinese if self._chinese() else english,
            }
        )
        self.env["customer.classification.assignment"].create(values)
