from odoo import api, fields, models

from ..activation import histogram
from ..common import words
from ..rules import operators
from .suggestions import rounded_threshold


class CustomerClassificationReview(models.Model):
    """The page of a review, written out of what was kept: a review that is done looks as it did then."""

    _inherit = "customer.classification.review"

    findings_html = fields.Html(compute="_compute_pages", sanitize=False, string="Findings")
    comparison_html = fields.Html(compute="_compute_pages", sanitize=False, string="Two Standards")

    @api.depends("findings", "comparison")
    @api.depends_context("lang")
    def _compute_pages(self):
        render = self.env["ir.qweb"]._render
        for review in self:
            review.findings_html = bool(review.findings) and render(
                "customer_classification.review_findings", review._findings_values()
            )
            review.comparison_html = bool(review.comparison) and render(
                "customer_classification.review_comparison", review._comparison_values()
            )

    # Names ------------------------------------------------------------------------------------------------------------

    def _category_name(self, category_id):
        """A category that is gone since has its place all the same."""
        if not category_id:
            return self.env._("Not classified")
        category = self.env["customer.classification.category"].sudo().browse(category_id).exists()
        return category.name or self.env._("a category that is gone")

    def _rule_name(self, rule_id):
        return self.env["customer.classification.rule"].sudo().browse(rule_id).exists().name or "–"

    def _condition_name(self, condition_id):
        return self.env["customer.classification.condition"].sudo().browse(condition_id).exists().display_name or "–"

    def _rule_values(self, row):
        """A rule that differs: those of the scheme as they are called in the language of the user."""
        rule = self.env["customer.classification.rule"].sudo().browse(row["rule"] or ()).exists()
        change = {
            "added": self.env._("New rule"),
            "left_out": self.env._("Removed"),
            "moved": self.env._("Elsewhere in the order"),
        }[row["kind"]]
        text = words.labelled(self.env, self._category_name(row["category"]), rule.summary or row["text"])
        return {"name": rule.name or row["name"], "text": text, "change": change}

    # What the templates show ------------------------------------------------------------------------------------------

    def _findings_values(self):
        found = self.findings
        name = self._category_name
        return {
            "review": self,
            "since": words.day(self.env, fields.Date.to_date(found["since"])),
            "moved": found["moved"],
            "categories": [
                {**row, "name": name(row["category"]), "remark": self._remark(row)} for row in found["categories"]
            ],
            "alike": [words.listed(self.env, map(name, pair)) for pair in found["alike"]],
            "rules": [
                {
                    **row,
                    "name": self._rule_name(row["rule"]),
                    "covering": row["covered_by"] and self._rule_name(row["covered_by"]),
                }
                for row in found["rules"]
            ],
            "thresholds": [self._threshold_values(row) for row in found["thresholds"]],
            "contradicted": len(found["contradicted"]),
        }

    def _remark(self, row):
        return {
            "empty": self.env._("Empty: nobody is in it."),
            "swollen": self.env._("Swollen: most customers are in it, so it says little."),
        }.get(row["note"], "")

    def _threshold_values(self, row):
        condition = self.env["customer.classification.condition"].sudo().browse(row["condition"]).exists()
        spec = condition and condition._spec()
        drawn = bool(row["bins"] and spec) and histogram.drawn(
            row["bins"], lambda value: operators.of(spec).holds(spec, value, row["value"]), [row["value"]]
        )
        return {
            **row,
            "name": self._condition_name(row["condition"]),
            "drawn": drawn,
            "suggestions": [
                (label, words.number(self.env, value))
                for label, value in (
                    (self.env._("For the same share of customers as last time"), row["keeps_customers"]),
                    (self.env._("For the same share of sales as last time"), row["keeps_sales"]),
                    (self.env._("At the natural break"), rounded_threshold(row["natural_break"])),
                )
                if value
            ],
        }

    def _comparison_values(self):
        found, name = self.comparison, self._category_name
        cells = {(cell["from"], cell["to"]): cell for cell in found["matrix"]}
        order = [category.id for category in self.scheme_id.sudo().category_ids.sorted()]
        order += [None, *({key for pair in cells for key in pair} - {None, *order})]
        Pricelist = self.env["product.pricelist"].sudo()
        prices = [
            {**row, "names": [Pricelist.browse(row[side] or 0).exists().name or "–" for side in ("from", "to")]}
            for row in found["credit"]["prices"]
        ]
        return {
            "review": self,
            "found": found,
            "cells": cells,
            "rows": [(key, name(key)) for key in order if any(former == key for former, _latter in cells)],
            "columns": [(key, name(key)) for key in order if any(latter == key for _former, latter in cells)],
            "lines": [{**line, "name": self._condition_name(line["condition"])} for line in found["lines"]],
            "rules": [self._rule_values(row) for row in found.get("rules", [])],
            "prices": prices,
            "days": [self._day_values(day, order, name) for day in found["days"]],
            "afterwards": self._afterwards_values(order, name),
        }

    def _day_values(self, day, order, name):
        keys = [key for key in order if str(key or 0) in {**day["present"], **day["other"]}]
        return {
            "day": words.day(self.env, fields.Date.to_date(day["day"])),
            "changed": day["changed"],
            "rows": [
                (name(key), day["present"].get(str(key or 0), 0), day["other"].get(str(key or 0), 0)) for key in keys
            ],
        }

    def _afterwards_values(self, order, name):
        rows = {(row["alternative"], row["category"]): row for row in self.comparison["afterwards"]}
        nobody = {"customers": 0, "buyers": 0, "sales": 0}
        return [
            {"name": name(key), "present": rows.get((False, key), nobody), "other": rows.get((True, key), nobody)}
            for key in order
            if (False, key) in rows or (True, key) in rows
        ]
