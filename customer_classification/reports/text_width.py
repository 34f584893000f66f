"""How wide a text is: a Chinese character takes the room of two Latin ones."""

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
