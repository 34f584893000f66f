PYTHON ?= python3
MAKEFLAGS += --no-print-directory

run test shell update:
	@PYTHONPATH="$(CURDIR)/dev" $(PYTHON) -m sandbox $@
.PHONY: run test shell update
