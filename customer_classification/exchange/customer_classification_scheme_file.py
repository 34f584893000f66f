import base64

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from . import scheme_tables


class CustomerClassificationSchemeFile(models.TransientModel):
    """A scheme that another database exported."""

    _name = "customer.classification.scheme.file"
    _description = "Scheme from a File"

    file = fields.Binary(required=True, help="A file that “Export” of a scheme made: JSON or a workbook.")
    file_name = fields.Char()

    def action_import(self):
        """Make the scheme as a draft of the current company, and open it.

        :raises UserError: the file holds no scheme, or one that cannot be made here; nothing is left half made
        """
        self.ensure_one()
        Scheme = self.env["customer.classification.scheme"]
        Scheme.check_access("create")
        try:
            with self.env.cr.savepoint():
                tables = scheme_tables.read(base64.b64decode(self.file))
                scheme = Scheme._from_tables(tables, self.env.company)
        except scheme_tables.NoScheme as error:
            raise UserError(
                self.env._("The file holds no scheme. Choose one that was exported from a scheme.")
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise ValidationError(self.env._("The file holds what is not known here: %s", error)) from error
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_schemes")
        return {**action, "res_id": scheme.id, "views": [(False, "form")]}
