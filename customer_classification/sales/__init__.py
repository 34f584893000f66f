"""The category on quotations, orders and invoices, in price lists, and in Odoo's own analyses."""

from . import document_stamps, order_price_reason, product_pricelist, quotation_news, odoo_reports
