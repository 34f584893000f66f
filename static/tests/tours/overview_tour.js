import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const back = [
    {
        content: "Go back",
        trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Overview)",
        run: "click",
    },
    {
        content: "The overview is there again",
        trigger: ".o_classification_overview .o_overview_filters",
    },
];

registry.category("web_tour.tours").add("classification_overview", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_classification.menu_root", "Open the application"),
        {
            content: "It opens with the overview",
            trigger: ".o_classification_overview .o_overview_tiles",
        },
        {
            content: "Two customers are classified; open them",
            trigger: "[data-tile='classified'] .o_overview_number:contains(2)",
            run: "click",
        },
        { content: "The list has the two", trigger: ".o_list_view .o_data_row:nth-child(2)" },
        { content: "And no third", trigger: ".o_list_view:not(:has(.o_data_row:nth-child(3)))" },
        ...back,
        {
            content: "Go down the tree",
            trigger: ".o_overview_categories tr[data-category='1'] th button",
            run: "click",
        },
        {
            content: "So are its customers",
            trigger:
                ".o_overview_categories tr[data-category='101'] td:nth-child(2) .o_overview_number",
            run: "click",
        },
        {
            content: "Who bought most comes first",
            trigger: ".o_list_view th[data-name='order_amount'] .fa-sort-desc",
        },
        ...back,
        {
            content: "Go down the tree again",
            trigger: ".o_overview_categories tr[data-category='1'] th button",
            run: "click",
        },
        {
            content: "The orders of the category below are a number that opens them",
            trigger:
                ".o_overview_categories tr[data-category='101'] td:nth-child(4) .o_overview_number",
            run: "click",
        },
        {
            content: "The orders are there",
            trigger: ".o_list_view .o_data_row:contains(Tour Best)",
        },
        ...back,
        {
            content: "Two newly classified ones moved",
            trigger: ".o_overview_moves td.o_overview_new .o_overview_number",
        },
        {
            content: "Go to the next tab by keyboard",
            trigger: "#o_overview_tab_overview",
            run: async (helpers) => {
                helpers.anchor.focus();
                await helpers.press("ArrowRight");
            },
        },
        { content: "It is chosen", trigger: "#o_overview_tab_value.active" },
        {
            content: "The curve is drawn, with its classes",
            trigger: "#o_overview_panel:has(canvas) tr[data-class='C']",
        },
        { content: "Care", trigger: "#o_overview_tab_care", run: "click" },
        { content: "A row per category", trigger: ".o_overview_care tr[data-category='101']" },
        {
            content: "Look at this month",
            trigger: ".o_overview_filters select[name='period']",
            run: "select this_month",
        },
        { content: "The tab stayed", trigger: "#o_overview_tab_care.active" },
        {
            content: "Look at a scheme without customers",
            trigger: ".o_overview_filters select[name='scheme']",
            run: "selectByLabel Tour Empty",
        },
        { content: "It says what to do", trigger: ".o_overview_empty .btn-primary", run: "click" },
        {
            content: "The customers to choose from are there",
            trigger: ".o_list_view, .o_kanban_view",
        },
    ],
});
