"""Which kind of character is this: the few classes that the matching rules speak of."""

from __future__ import annotations

from enum import Enum


class Script(str, Enum):
    """What a character is, as far as word edges are concerned."""

    EDGE = ""  # punctuation, space, line break, start or end of text
    KANJI = "kanji"
    HIRAGANA = "hiragana"
    KATAKANA = "katakana"
    LATIN = "latin"
    DIGIT = "digit"


def _classify(char: str) -> Script:
    code = ord(char)
    if 0x3041 <= code <= 0x309F:
        return Script.HIRAGANA
    if 0x30A1 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF or 0xFF66 <= code <= 0xFF9F:
        return Script.EDGE if char in "・゠" else Script.KATAKANA
    if 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or char in "々〆〇" or 0xF900 <= code <= 0xFAFF:
        return Script.KANJI
    if 0x20000 <= code <= 0x3FFFF:
        return Script.KANJI
    if char.isdigit():
        return Script.DIGIT
    return Script.LATIN if char.isalpha() else Script.EDGE


class _Table(dict[str, Script]):
    """Classifies each character once."""

    def __missing__(self, char: str) -> Script:
        script = self[char] = _classify(char) if char else Script.EDGE
        return script


KIND = _Table()
"""The class of one character, where a call would cost too much; the empty string (beyond the text) is an edge."""


def script(char: str) -> Script:
    """The class of one character; the empty string (beyond the text) is an edge."""
    return KIND[char]


def japanese(char: str) -> bool:
    """Whether the character is kanji or kana."""
    return KIND[char] in (Script.KANJI, Script.HIRAGANA, Script.KATAKANA)


def has_japanese(text: str) -> bool:
    """Whether any character of ``text`` is kanji or kana."""
    return any(japanese(char) for char in text)


COUNTRIES = frozenset("日米韓中朝露ロ英仏独豪印台越加伊欧")
"""One-character country names; ロ counts only outside katakana words."""

KANJI_DIGITS = "〇一二三四五六七八九"
"""Kanji digits in order of value."""
