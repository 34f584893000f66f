from odoo import models
from odoo.exceptions import ValidationError

from ..customers import filters


class CustomerClassificationScheme(models.Model):
    """Filters that cannot be evaluated any more, as when a field went with its app: the scheme waits for people."""

    _inherit = "customer.classification.scheme"

    def _check_targets(self):
        """Nobody is decided on by a filter that cannot be evaluated.

        :raises ValidationError: names the rule and says what is wrong
        """
        checked = super()._check_targets()
        for where, why in self._broken_filters(self.env):
            raise ValidationError(self._told_of_filter(self.env, where, why))
        return checked

    def _broken_filters(self, env):
        """What cannot be evaluated: [(where, why)], in the language of ``env``."""
        self.ensure_one()
        places = [(env._("the customers of the scheme"), self.customer_domain)]
        places += [(rule.with_env(env).name, rule.partner_domain) for rule in self._deciding_rules()]
        broken = []
        for where, text in places:
            try:
                filters.built(env, text)
            except filters.Unusable as error:
                broken.append((where, str(error)))
        return broken

    def _hold_where_broken(self):
        """Stop automatic moves of those schemes whose filters cannot be evaluated any more, and tell the managers.

        :return: these schemes
        """
        broken = self.filtered(lambda scheme: scheme._broken_filters(self.env))
        broken._mark_changed()
        for scheme in broken:
            scheme._tell_managers(
                lambda env, scheme=scheme: (
                    env._("A filter cannot be evaluated any more: the scheme is on hold"),
                    "\n".join(self._told_of_filter(env, *place) for place in scheme._broken_filters(env)),
                )
            )
        return broken

    def _told_of_filter(self, env, where, why):
        return env._(
            "The filter of “%(where)s” cannot be evaluated: %(why)s. Correct it, then activate the scheme again.",
            where=where,
            why=why,
        )
