"""Mnemonics (助记码): the initials of a Chinese name in pinyin, by which people of U8 find things.

The 3,755 common characters stand in GB2312 in the order of their pinyin, so where a character stands tells how it
begins; rarer ones stand by radicals and are left out. Letters and digits of the name are kept.
"""

from bisect import bisect_right

# Where the characters begin that start with a, b, c …; there is none with i, u and v.
STARTS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8),
    *(0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
)
LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
LAST = 0xD7F9


def initials(name: str | None) -> str:
    """``华东地区客户`` gives HDDQKH, ``VIP 客户`` gives VIPKH; empty for a name without Chinese characters."""
    text = name or ""
    if not any(map(_is_chinese, text)):
        return ""
    return "".join(_initial(character) for character in text)


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _initial(character: str) -> str:
    if character.isascii():
        return character.upper() if character.isalnum() else ""
    try:
        place = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(STARTS, place) - 1] if STARTS[0] <= place <= LAST else ""
