"""Categories in Sales and Invoicing: stamps on documents, price lists, quotations, Odoo's own analyses.

In: present assignments. Out: the category of then on documents, and what to tell the salesperson.
Imports nothing that decides or moves.
"""

from . import (
    category_credit,
    category_quotations,
    document_categories,
    document_stamps,
    order_credit,
    order_price_reason,
    product_pricelist,
    quotation_news,
    odoo_reports,
)
