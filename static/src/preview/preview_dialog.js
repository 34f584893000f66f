import { Component, markup } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** What would happen by the rule as it stands in the form. */
export class PreviewDialog extends Component {
    static template = "customer_classification.PreviewDialog";
    static components = { Dialog };
    static props = ["close", "result", "title"];

    get sentence() {
        const { moves, customers, waiting } = this.props.result;
        return waiting
            ? _t(
                  "%(moves)s of %(customers)s customers would move, %(waiting)s of them wait for approval.",
                  {
                      moves,
                      customers,
                      waiting,
                  }
              )
            : _t("%(moves)s of %(customers)s customers would move.", { moves, customers });
    }

    get html() {
        return markup(this.props.result.html);
    }
}
