from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestExchangeTour(ToursCase):
    """The wizard for files, in a real browser."""

    def test_pages_are_found_by_the_words_that_people_know(self):
        self.user("tour_finder", "group_classification_administrator")
        self.start_tour("/odoo", "classification_words", login="tour_finder")

    def test_a_file_comes_in(self):
        self.user("tour_importer", "group_classification_administrator")
        self.start_tour("/odoo", "classification_import", login="tour_importer")
        scheme = self.env["customer.classification.scheme"].search([("name", "=", "Tour Classes")])
        self.assertEqual(
            {category.code: category.parent_id.code for category in scheme.category_ids}, {"01": False, "0101": "01"}
        )
