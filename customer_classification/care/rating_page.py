"""The page on which customers answer speaks their language as a whole, whatever language their browser has."""

from odoo.addons.rating.controllers.main import Rating
from odoo.http import request, route


class RatingInTheirLanguage(Rating):
    @route()
    def action_open_rating(self, token, rate, **kwargs):
        """As Odoo's, in the language of the customer."""
        self._speak(token)
        return super().action_open_rating(token, rate, **kwargs)

    @route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        """As Odoo's, in the language of the customer."""
        self._speak(token)
        return super().action_submit_rating(token, rate=rate, **kwargs)

    def _speak(self, token):
        rating, _record = self._get_rating_and_record(token)
        if rating.partner_id.lang:
            request.update_context(lang=rating.partner_id.lang)
