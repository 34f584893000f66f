{
    "name": "Customer Classification",
    "summary": "Coded customer categories, rules that move customers by what they do, and reports on them",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Customer Classification contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["contacts", "sale_management", "sale_crm", "rating"],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [],
}
