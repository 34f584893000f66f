import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { chooseRecord, openMenu } from "@customer_classification/../tests/tours/steps";

/** The administrator keeps the VIPs to one salesperson, and says who makes a VIP. */
registry.category("web_tour.tours").add("classification_control", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),

        // Who sees whom
        ...openMenu("menu_configuration", "menu_permissions"),
        { content: "What this is for", trigger: ".o_view_nocontent:contains(Say who sees)" },
        { content: "A permission", trigger: ".o_list_button_add", run: "click" },
        {
            content: "Its name",
            trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
            run: "edit VIP for their salesperson",
        },
        ...chooseRecord("user_ids", "tour_seller"),
        ...chooseRecord("category_ids", "VIP"),
        ...stepUtils.saveForm(),
        ...openMenu("menu_configuration", "menu_sight"),
        ...chooseRecord("user_id", "tour_other"),
        {
            content: "The permission binds them",
            trigger: ".modal .o_tag:contains(VIP for their salesperson)",
        },
        {
            content: "None of one VIP",
            trigger: ".modal .o_field_widget[name='customer_count']:contains(0)",
        },
        { content: "Close", trigger: ".modal-footer .btn-primary", run: "click" },

        // Who moves whom
        ...openMenu("menu_configuration", "menu_schemes"),
        {
            content: "Open the scheme",
            trigger: ".o_data_cell:contains(Tour Importance)",
            run: "click",
        },
        {
            content: "Who may move",
            trigger: ".o_notebook .nav-link:contains(Who May Move)",
            run: "click",
        },
        {
            content: "A line",
            trigger: ".o_field_widget[name='mover_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Of VIPs",
            trigger: ".o_selected_row .o_field_widget[name='category_id'] input",
            run: "edit VIP",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(VIP)",
            run: "click",
        },
        {
            content: "Their own only",
            trigger: ".o_selected_row .o_field_widget[name='whose'] :is(select, input)",
            run: "click",
        },
        {
            content: "Their own customers",
            trigger: ".o_select_menu_item:contains(Their own customers)",
            run: "click",
        },
        ...stepUtils.saveForm(),
    ],
});

/** An order beyond the limit: its banner says what confirming does, and that it waits. */
registry.category("web_tour.tours").add("classification_credit_asked", {
    steps: () => [
        {
            content: "What will happen",
            trigger: ".alert[name='credit']:contains(asks a classification manager)",
        },
        { content: "Confirm", trigger: "button[name='action_confirm']", run: "click" },
        {
            content: "It waits",
            trigger: ".alert[name='credit']:contains(It waits for the release)",
        },
        {
            content: "The one who asked does not release",
            trigger: ".alert[name='credit']:not(:has(button[name='action_release_credit']))",
        },
    ],
});

registry.category("web_tour.tours").add("classification_credit_released", {
    steps: () => [
        {
            content: "Release",
            trigger: ".alert[name='credit'] button[name='action_release_credit']",
            run: "click",
        },
        {
            content: "Confirmed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
        {
            content: "Further down",
            trigger: ".o_notebook .nav-link:contains(Other Info)",
            run: "click",
        },
        {
            content: "Who released it",
            trigger: ".o_field_widget[name='credit_released_by_id']:contains(tour_manager)",
        },
    ],
});

/** A category of any level is chosen in the window with the tree, from the search bar. */
registry.category("web_tour.tours").add("classification_tree_in_search", {
    steps: () => [
        { content: "All are here", trigger: ".o_list_view .o_data_row:contains(Tour South)" },
        { content: "Type anything", trigger: ".o_searchview_input", run: "edit No" },
        {
            content: "Unfold the categories of the scheme",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Tour Region) .o_expand",
            run: "click",
        },
        {
            content: "The window",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Choose from the tree)",
            run: "click",
        },
        {
            content: "A category that holds others",
            trigger: ".modal .o_classification_node[data-code='01']",
            run: "click",
        },
        {
            content: "It is searched for",
            trigger: ".o_searchview_facet:contains(Tour Region):contains(01 North)",
        },
        {
            content: "Those in it and below",
            trigger:
                ".o_list_view:has(.o_data_row:contains(Tour North)):not(:has(.o_data_row:contains(Tour South)))",
        },
    ],
});
