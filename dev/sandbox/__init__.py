"""The sandbox: an Odoo with its database and tools, set up from the package registries for work on this addon.

What `make` runs.  It starts with the standard library of any Python 3.10 or newer, makes an environment with its own
tools and goes on there; the modules build on each other in this order:

    console         what the user sees: progress, and errors of one sentence
    settings        the variables of the command line, and where everything lies
    environments    Python environments, made by uv
    odoo_source     the Odoo to work with: fetched, or the user's own
    postgres        the PostgreSQL to work with: embedded, or the user's own
    instance        all of them together
    system_tools    programs that come from the operating system (browser, PDF, fonts)
    databases       making, updating and dropping the databases
    test_run, lint, translations, serving, commands
                    one module for each kind of work
    __main__        which command is where
"""
