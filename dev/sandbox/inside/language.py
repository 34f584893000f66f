"""Make LANG_CODE the administrator's language, when it is given.  Runs in an Odoo shell."""

import os

CODE = os.environ["LANG_CODE"]

if CODE:
    language = env["res.lang"].with_context(active_test=False).search([("code", "=", CODE)])
    if not language:
        raise SystemExit(f"✗ Odoo knows no language with the code {CODE}: LANG_CODE=zh_CN is one, for example.")
    if not language.active:
        env["res.lang"]._activate_and_install_lang(CODE)
    env.ref("base.user_admin").lang = CODE
    env.cr.commit()
