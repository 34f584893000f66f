"""Looking for duplicates among 100,000 customers: all of them once, and who changed afterwards."""

import time
from contextlib import closing

from odoo.tools import SQL

from . import memory
from .table import Row

CUSTOMERS, SECONDS, MEGABYTES = 100_000, 60, 500
CHANGED, SECONDS_AFTERWARDS = 100, 10
ONE_IN = 20  # customers stands twice
SYLLABLES = (
    "恒瑞鑫盛华宏达泰安兴隆裕丰源通联创博凯佳嘉德龙飞腾金天海东正光明星辰"
    "宇航锐捷优精诚信睿智云力威亿利顺晟骏鹏帆旭阳雅卓越欧普"
)
TRADES = (
    "电子 科技 机械 精密 自动化 贸易 实业 新材料 光电 通信 电器"
    " 五金 塑胶 模具 仪器 能源 软件 物流 包装 食品 环保 建材 "
    "纺织 家具"
)
CITIES = (
    "苏州 上海 深圳 北京 广州 杭州 宁波 无锡 南京 东莞 佛山 武"
    "汉 成都 重庆 西安 青岛 济南 天津 沈阳 大连 合肥 郑州 厦门"
    " 长沙"
)


def rows(env):
    """Return the rows of the table; what is written for them is undone."""
    with closing(env.cr.savepoint()):
        number = _furnish(env)
        share = number / CUSTOMERS
        Duplicate = env["customer.classification.duplicate"]
        taken, busy = [], time.process_time()
        added = memory.added(lambda: taken.append(_seconds(Duplicate._look)))
        print(f"  of Python's processor time: {time.process_time() - busy:.3g} seconds", flush=True)
        pairs = Duplicate.search_count([])
        if not 0.9 < pairs * ONE_IN / number < 2:
            raise AssertionError(f"{pairs} pairs among {number} customers, of whom one in {ONE_IN} stands twice")
        partners = env["res.partner"].search([("name", "ilike", "有限公司")], limit=CHANGED)
        partners.write({"phone": "0512-66001234"})
        afterwards = _seconds(Duplicate._look)
    result = [
        Row(f"duplicates among {number} customers", taken[0], 1, most=SECONDS * share, unit="seconds"),
        Row("MB that it adds to Odoo's memory", added, 1, most=MEGABYTES * max(share, 0.2), unit="MB"),
        Row(f"the same after {CHANGED} of them changed", afterwards, 1, most=SECONDS_AFTERWARDS, unit="seconds"),
    ]
    for row in result:
        print(f"  {row.what}: {row.addon:.3g} {row.unit}", flush=True)
    return result


def _furnish(env) -> int:
    """Give the first customers names, numbers and addresses as companies have them; the others are put aside."""
    env.cr.execute("DELETE FROM customer_classification_comparable")
    env.cr.execute("DELETE FROM customer_classification_duplicate")
    env.cr.execute(
        SQL(
            """WITH word AS (
                   SELECT STRING_TO_ARRAY(%(syllables)s, NULL) AS syllables, STRING_TO_ARRAY(%(trades)s, ' ') AS trades,
                          STRING_TO_ARRAY(%(cities)s, ' ') AS cities
               ), numbered AS (
                   SELECT id, place, CASE WHEN place %% %(one_in)s = 0 THEN place - 1 ELSE place END AS same
                     FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM res_partner
                            WHERE customer_rank > 0 AND parent_id IS NULL AND active) customer
               ), drawn AS (
                   SELECT id, place, same, cities[1 + ABS(HASHINT8(same)) %% ARRAY_LENGTH(cities, 1)] AS city,
                          syllables[1 + ABS(HASHINT8(same * 3 + 1)) %% ARRAY_LENGTH(syllables, 1)]
                          || syllables[1 + ABS(HASHINT8(same * 5 + 2)) %% ARRAY_LENGTH(syllables, 1)]
                          || syllables[1 + ABS(HASHINT8(same * 7 + 3)) %% ARRAY_LENGTH(syllables, 1)]
                          || trades[1 + ABS(HASHINT8(same * 11 + 4)) %% ARRAY_LENGTH(trades, 1)] AS core
                     FROM numbered, word
               )
               UPDATE res_partner partner
                  SET active = drawn.place <= %(number)s, city = drawn.city, name =
                          CASE WHEN place = same THEN drawn.city || core || '有限公司' ELSE core END,
                      phone = '0512-6' || LPAD((same %% 10000000)::text, 7, '0'),
                      street = syllables[1 + ABS(HASHINT8(same * 13)) %% ARRAY_LENGTH(syllables, 1)]
                               || syllables[1 + ABS(HASHINT8(same * 17)) %% ARRAY_LENGTH(syllables, 1)]
                               || '路' || (1 + ABS(HASHINT8(same * 19)) %% 900) || '号', website = NULL,
                      email = CASE WHEN place = same THEN 'office@c' || same || '.example' END,
                      vat = CASE WHEN place = same THEN '91320598MA' || LPAD(same::text, 7, '0') || 'X' END
                 FROM drawn, word WHERE drawn.id = partner.id""",
            syllables=SYLLABLES,
            trades=TRADES,
            cities=CITIES,
            one_in=ONE_IN,
            number=CUSTOMERS,
        )
    )
    env.invalidate_all()
    [(number,)] = env.execute_query(
        SQL("SELECT COUNT(*) FROM res_partner WHERE active AND customer_rank > 0 AND parent_id IS NULL")
    )
    return number


def _seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
