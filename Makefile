PYTHON ?= python3
MAKEFLAGS += --no-print-directory

shell update:
	@PYTHONPATH="$(CURDIR)/dev" $(PYTHON) -m sandbox $@
.PHONY: shell update
