from datetime import timedelta

from odoo import api, models

SILENT = {"K041": 64, "K022": 71, "K016": 83}  # days since anybody spoke to them
VISITS = {"VIP": 9, "普通": 31, "潜在": 44}  # days since the last contact, by importance, at most
UNHAPPY = {
    "K032": (
        ("Delivered late twice", "交期两次延误"),
        ("Nobody answered our complaint", "投诉无人跟进"),
        ("Moving orders elsewhere", "已转向其他供应商"),
    ),
    "K012": (("Nobody answered our complaint", "投诉无人跟进"), ("Wrong goods", "发错货")),
    "K010": (("Statements of account take too long", "对账慢"), ("Prices went up without notice", "涨价没有通知")),
    "K015": (("Contacts of the boards came loose", "控制板接插件松动"), ("Sent back again", "又一次退货")),
    "K040": (("Too slow an offer", "报价太慢"),),
    "K046": (("Repair took two months", "维修拖了两个月"),),
}
HAPPY = (("Fast and reliable", "交货快，很可靠"), ("Good advice on the samples", "样品选型很专业"), None, None)
# customer, days from today, activity, English, Chinese
PLANNED = (
    ("K032", -6, "call", "Ask why they stopped ordering", "了解停止下单的原因"),
    ("K010", 2, "meeting", "Visit: prices of the coming year", "拜访：明年价格"),
    ("K017", 5, "meeting", "Offer for the new air conditioners", "新款空调方案报价"),
    ("K041", -3, "call", "Follow up the metering offer", "跟进计量改造报价"),
    ("K018", 1, "todo", "Agree on a payment plan", "商定还款计划"),
    ("K033", 7, "call", "First impression after three orders", "三单后的回访"),
)


class CustomerClassificationDemo(models.AbstractModel):
    """What customers said, and when somebody of the demo company last spoke to them."""

    _inherit = "customer.classification.demo"

    @api.model
    def _care(self, customers):
        rows = self._rows("customers")
        self._ratings(customers, rows)
        self._contacts_made(customers, rows)
        self._planned(customers)

    def _ratings(self, customers, rows):
        """As many ratings in the last year, with such a mean, as the story says."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        values, days = [], []
        for row in rows:
            count = int(row["rating_count"])
            for number, stars in enumerate(self._stars(count, row["rating_mean"])):
                values.append(
                    {
                        "partner_id": customers[row["ref"]].id,
                        "res_model_id": model_id,
                        "consumed": True,
                        "res_id": customers[row["ref"]].id,
                        "rating": stars,
                        "rated_partner_id": customers[row["ref"]].user_id.partner_id.id,
                        "feedback": self._feedback(row["ref"], number, stars),
                    }
                )
                days.append(8 + 340 * number // count)
        for rating, ago in zip(self.env["rating.rating"].create(values), days, strict=True):
            rating.rated_on = self._day(ago)  # a new rating is of this moment

    @api.model
    def _stars(self, count, mean):
        """``count`` whole numbers with this mean, the lower ones last."""
        total = round(count * float(mean or 0))
        base, more = divmod(total, count or 1)
        return [min(base + 1, 5)] * more + [base] * (count - more)

    def _feedback(self, ref, number, stars):
        texts = UNHAPPY.get(ref, ()) if stars < 4 else HAPPY
        text = texts[number % len(texts)] if texts else None
        return self._text(text) if text else False

    @api.model
    def _text(self, pair):
        return pair[1] if self._chinese() else pair[0]

    def _contacts_made(self, customers, rows):
        """A visit or call at each customer, the more recent the more important they are."""
        call = self.env.ref("mail.mail_activity_data_call")
        body = self._text(("Visited: demand of the next months.", "拜访：了解后续需求。"))
        self.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": customers[row["ref"]].id,
                    "message_type": "notification",
                    "subtype_id": self.env.ref("mail.mt_activities").id,
                    "mail_activity_type_id": call.id,
                    "body": body,
                    "author_id": (customers[row["ref"]].user_id.partner_id or self.env.user.partner_id).id,
                    "date": self._day(SILENT.get(row["ref"], 1 + number % VISITS[row["expect_importance"]])),
                }
                for number, row in enumerate(rows, start=1)
            ]
        )

    def _planned(self, customers):
        model_id = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": customers[ref].id,
                    "summary": self._text((english, chinese)),
                    "activity_type_id": self.env.ref(f"mail.mail_activity_data_{kind}").id,
                    "user_id": customers[ref].user_id.id,
                    "date_deadline": self._today() + timedelta(days=days),
                }
                for ref, days, kind, english, chinese in PLANNED
            ]
        )
