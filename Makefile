# All commands set up what they need first: Odoo 19, its Python packages, PostgreSQL.
PYTHON ?= python3
MAKEFLAGS += --no-print-directory
COMMANDS := run test lint format bench shell update i18n wheel stop clean

.DEFAULT_GOAL := help
.PHONY: help attack public-data $(COMMANDS)

help:
	@echo "make run      Odoo with demo data, classified, at http://localhost:8069  (PORT= DB= DEMO=0 LANG_CODE=zh_CN)"
	@echo "make test     all tests in a new database; make test K=name runs some of them in a kept one"
	@echo "make attack   bad values, anything in any order, killed workers, for hours; TIMES=0.1 a tenth; ATTACK_SEED= repeats one"
	@echo "make lint     check style, Odoo's conventions and data files; make format mends style"
	@echo "make bench    speed as ratios to hand-written SQL, with 200,000 customers; CUSTOMERS= ORDERS= for others, QUICK=1 for few"
	@echo "make public-data CDNOW=file.csv  purchases that were published, classified and held against plain Python"
	@echo "make shell    Odoo shell: make shell DB=name [DEMO=1] [< script.py]"
	@echo "make update   update the addon in a database: make update DB=name"
	@echo "make i18n     bring the files in i18n/ up to date, and list what is not translated"
	@echo "make wheel    build a wheel into dist/"
	@echo "make stop     stop the servers and PostgreSQL; make stop PORT=8069 only the server at that port"
	@echo "make clean    drop this checkout's databases; make clean ALL=1 removes the whole sandbox"
	@echo
	@echo "ODOO=/path/to/odoo and DATABASE_URL=postgresql://user:password@host work with your own ones."

$(COMMANDS):
	@PYTHONPATH="$(CURDIR)/dev" $(PYTHON) -B -m sandbox $@

attack:
	@ATTACK=$(or $(TIMES),1) $(MAKE) test K=test_attack

public-data:
	@$(MAKE) shell DB=$(or $(DB),classification_public_data) < dev/public_data.py
