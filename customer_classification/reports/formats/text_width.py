"""How wide a text is: a Chinese character takes the room of two Latin ones."""

import re
from unicodedata import east_asian_width


def text_width(text: str) -> int:
    """The width of ``text`` in Latin characters."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def shortened(text: str, width: int) -> str:
    """``text`` cut to ``width`` Latin characters, with an ellipsis if something is missing."""
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, width: int, most: int = 3) -> list[str]:
    """``text`` in lines of at most ``width`` Latin characters, ``most`` of them; broken between words where
    possible.
    """
    lines = []
    for paragraph in str(text).splitlines() or [""]:
        line, room = "", 0
        for found in _pieces(paragraph):
            piece = found
            size = text_width(piece)
            if line and room + size > width:
                lines.append(line.rstrip())
                line, room, piece = "", 0, piece.lstrip()
                size = text_width(piece)
            while size > width:
                cut = _cut(piece, width)
                lines.append(piece[:cut])
                piece = piece[cut:]
                size = text_width(piece)
            line, room = line + piece, room + size
        lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(f"{lines[most - 1]} {lines[most]}", width)]
        if not lines[-1].endswith("…"):
            lines[-1] = f"{lines[-1]}…"
    return lines


def _pieces(text: str) -> list[str]:
    """Words with the space before them; each Chinese character is one."""
    return re.findall(r"\s*[⺀-鿿＀-￯]|\s*[^\s⺀-鿿＀-￯]+|\s+$", text)


def _cut(text: str, width: int) -> int:
    """How many characters of ``text`` fit; at least one."""
    room = 0
    for place, character in enumerate(text):
        room += text_width(character)
        if room > width:
            return max(place, 1)
    return len(text)
