"""What single characters can do to a term: spaces, invisible ones, widths, brackets, look-alikes, foreign kanji."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from glossary.chars import Script, script
from glossary.normal import key
from glossary.patterns import Lazy

INVISIBLE = Lazy(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufffc\ufffd]"
)
ODD_SPACE = Lazy("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
FULL_WIDTH = Lazy("[！-～]")
HALF_KANA = Lazy("[\uff61-\uff9f]")
_BRACKETS = dict(zip(")]）」』】", "([（「『【", strict=True))
_OPENING = frozenset(_BRACKETS.values())
_ANY_BRACKET = frozenset((*_BRACKETS, *_OPENING))

_FOREIGN = Lazy("[\u0370-\u052f]")
_MIXED_WORD = Lazy("(?=\\w*[A-Za-z])(?=\\w*[\u0370-\u03ff])\\w+")
_CYRILLIC = Lazy("[\u0400-\u052f]")
_LETTER_DIGIT = Lazy("(?<=[0-9])[OlI](?=[0-9])")

# Kanji that look like katakana, and the other way round; へ and ー against their neighbours.
_KANA_OF = dict(zip("力口二八工夕卜才千一", "カロニハエタトオチー", strict=True))
_KANJI_OF = dict(zip("エタオニハトチ", "工夕才二八卜千", strict=True))
_LEADING = frozenset("力工夕卜才")  # not 口 (口コミ) and no numeral
_MOUTHS = frozenset("人窓入出戸河港蛇糸改間表裏")  # 窓ロ: what stands before 口; ロ after others is Russia
_HIRAGANA_HE = dict(zip("へべぺ", "ヘベペ", strict=True))
_IN_USE = frozenset("聯綜缺辨瓣拔桑曾淵籠昇峯礦鑛冨埜舘嶋嶌槇瑤凜萠瀧嶽藏")
"""Kanji that matching takes for another one, but that names and plain words of today still have."""
_SUSPECTS = frozenset("力口二八工夕卜才千一エタオニハトチロへべぺヘー")


def unbalanced(text: str) -> bool:
    """Whether a bracket has no partner."""
    if _ANY_BRACKET.isdisjoint(text):
        return False
    stack: list[str] = []
    for char in text:
        if char in _OPENING:
            stack.append(char)
        elif char in _BRACKETS and (not stack or stack.pop() != _BRACKETS[char]):
            return True
    return bool(stack)


def invisible(text: str) -> str:
    """The code point (U+200B) of the first character nobody sees, or ""."""
    hit = INVISIBLE.search(text) if not text.isascii() else None
    return f"U+{ord(hit.group()):04X}" if hit is not None else ""


def plain(text: str) -> str:
    """The text in ordinary width."""
    return unicodedata.normalize("NFKC", text)


def look_alike(text: str) -> tuple[str, str] | None:
    """The first character that stands in for another one, and the other one."""
    if text.isascii():
        hit = _LETTER_DIGIT.search(text)
        return (hit.group(), "0" if hit.group() == "O" else "1") if hit is not None else None
    if not _SUSPECTS.isdisjoint(text):
        for index, char in enumerate(text):
            if char in _SUSPECTS and (meant := _meant(text, index, char)):
                return char, meant
    return _foreign_letter(text) if _FOREIGN.search(text) is not None else None


def _meant(text: str, index: int, char: str) -> str:
    """What stands for ``char`` among these neighbours, "" where it may be right."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    left, right = script(before), script(after)
    between = left is Script.KATAKANA and right is Script.KATAKANA
    if char in _KANA_OF:
        leads = (
            char in _LEADING
            and not before
            and right is Script.KATAKANA
            and script(text[index + 2 : index + 3]) is right
        )
        return _KANA_OF[char] if between or leads or (char == "卜" and Script.KATAKANA in (left, right)) else ""
    if char in _HIRAGANA_HE:
        return _HIRAGANA_HE[char] if right is Script.KATAKANA and left in (Script.KATAKANA, Script.EDGE) else ""
    if char == "ヘ":
        return "へ" if left is right is Script.HIRAGANA else ""
    if char == "ー":
        return "一" if right is Script.KANJI and left in (Script.KANJI, Script.EDGE) else ""
    if char == "ロ":
        return "口" if before in _MOUTHS and before and right is not Script.KATAKANA else ""
    edge = not before and char in "エタオ" and script(text[index + 2 : index + 3]) is not Script.KATAKANA
    return _KANJI_OF[char] if right is Script.KANJI and (left is Script.KANJI or edge) else ""


def _foreign_letter(text: str) -> tuple[str, str] | None:
    hit = _CYRILLIC.search(text)
    if hit is None:
        word = _MIXED_WORD.search(text)
        hit = _FOREIGN.search(word.group()) if word is not None else None
    return (hit.group(), "a Latin letter") if hit is not None else None


@lru_cache(maxsize=65536)
def chinese(char: str) -> bool:
    """Whether a kanji belongs to Chinese writing alone (simplified, or a form Japanese has no code for)."""
    if script(char) is not Script.KANJI or _writes("cp932", char) or _writes("euc_jis_2004", char):
        return False
    return _writes("gb2312", char) or _writes("big5", char)


def _writes(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def old_and_new(text: str) -> tuple[str, str] | None:
    """An old kanji and a new one whose old form exists, both in the text: 学會."""
    old = next((char for char in text if _modern(char) != char and char not in _IN_USE), "")
    if not old:
        return None
    new = next((char for char in text if char in _reformed()), "")
    return (old, new) if new else None


@lru_cache(maxsize=65536)
def _modern(char: str) -> str:
    folded = key(char)
    return folded if script(char) is Script.KANJI and script(folded[:1]) is Script.KANJI else char


@lru_cache(maxsize=1)
def _reformed() -> frozenset[str]:
    """Kanji that have an older form."""
    block = "".join(map(chr, range(0x4E00, 0xA000)))
    return frozenset(new for old, new in zip(block, key(block), strict=True) if new != old and _modern(old) == new)


def spaced(text: str) -> Iterator[str]:
    """The characters of a Japanese term on both sides of a space that no running text has (not inside katakana)."""
    for before, gap, after in zip(text, text[1:], text[2:], strict=False):
        if gap.isspace() and _written(before) and _written(after):
            yield before + gap + after


def _written(char: str) -> bool:
    return script(char) in (Script.KANJI, Script.HIRAGANA, Script.KATAKANA)
