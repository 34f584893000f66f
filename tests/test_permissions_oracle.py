"""Drawn data permissions, against what one would say of each customer by themselves."""

import random
from contextlib import closing

from odoo.tests import tagged

from .test_permissions import PermissionsCase


@tagged("post_install", "-at_install")
class TestDrawnPermissions(PermissionsCase):
    def test_whatever_permissions_there_are(self):
        draw = random.Random(7)
        everybody = self.key | self.plain | self.new
        for _turn in range(25):
            with closing(self.cr.savepoint()):
                permissions = [self.drawn(draw) for _number in range(draw.randint(1, 3))]
                expected = everybody.filtered(lambda customer, p=permissions: visible(customer, p))
                self.assertEqual(self.seen(self.seller), expected, [p.summary for p in permissions])
            self.env.registry.clear_cache()
            self.env.invalidate_all()

    def drawn(self, draw):
        """A permission that binds the seller."""
        values = {"kind": draw.choice(["reserve", "limit"]), "with_others": draw.random() < 0.5}
        values["user_ids"] = self.key_team if values["kind"] == "reserve" else self.seller
        categories = draw.sample([self.vip, self.ordinary, self.east, self.west], draw.randint(0, 2))
        salespersons = draw.sample([self.key_team, self.seller], draw.randint(0 if categories else 1, 1))
        values["category_ids"] = self.env["customer.classification.category"].union(*categories)
        values["salesperson_ids"] = self.env["res.users"].union(*salespersons)
        return self.permit(**values)


def visible(customer, permissions):
    """Whether these permissions leave the customer to somebody whom all of them bind."""
    held = customer.classification_assignment_ids.category_id

    def named(permission, scheme=None):
        """Whether the customer is in one of its categories, of its salespersons; in a scheme, or in any."""
        categories = permission.category_ids.filtered(lambda category: not scheme or category.scheme_id == scheme)
        return bool(held & categories)

    def reserved(permission):
        return (not permission.category_ids or named(permission)) and (
            not permission.salesperson_ids or customer.user_id in permission.salesperson_ids
        )

    def within(permission):
        parts = [
            named(permission, scheme)
            or (permission.with_others and not held.filtered(lambda category, s=scheme: category.scheme_id == s))
            for scheme in permission.category_ids.scheme_id
        ]
        if permission.salesperson_ids:
            parts.append(
                customer.user_id in permission.salesperson_ids or (permission.with_others and not customer.user_id)
            )
        return all(parts)

    limits = [permission for permission in permissions if permission.kind == "limit"]
    return not any(reserved(permission) for permission in permissions if permission.kind == "reserve") and (
        not limits or any(within(permission) for permission in limits)
    )
