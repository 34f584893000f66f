import { patch } from "@web/core/utils/patch";
import { FormRenderer } from "@web/views/form/form_renderer";
import { onMounted, useRef } from "@odoo/owl";

/** A form that was opened for one of its fields begins there, where it is on the first page. */
patch(FormRenderer.prototype, {
    setup() {
        super.setup();
        const name = this.props.record.context.focused_field;
        if (!name) {
            return;
        }
        const root = useRef("compiled_view_root");
        onMounted(() => {
            const field = root.el?.querySelector(`.o_field_widget[name="${CSS.escape(name)}"]`);
            field?.scrollIntoView({ block: "center" });
            field?.querySelector("input, textarea, select")?.focus();
        });
    },
});
