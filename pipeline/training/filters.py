"""Why a sentence pair is not fit for training. Pure: text in, a reason or "" out.

Decisions are made on an NFKC shadow; the text that is kept stays as its authors wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.numbers import compare
from pipeline.training.symbols import RESERVED

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")
_URL = re.compile(r"https?://|www\.|[\w.]+@[\w-]+\.\w+")
_MARKUP = re.compile(r"[<>{}\\|$@#%^*_=~`\[\]]|&\w+;")
_BOILERPLATE = re.compile(
    r"all rights reserved|©|\(c\) *\d{4}|無断転載|著作権所有|クリックしてください。?$", re.IGNORECASE
)
_NOISE = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_TWO_DIGITS = re.compile(r"\d[\d,.]*\d")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a plausible pair. Lengths are characters; the ratio is English characters per Japanese one."""

    ja_share: float = 0.3
    max_ja: int = 200
    max_en: int = 600
    min_ratio: float = 0.9
    max_ratio: float = 6.0
    short: int = 10  # below this many Japanese characters the ratio says little


DEFAULT_LIMITS = Limits()


def squeeze(text: str) -> str:
    """The text with every run of white space as one space and none at the ends."""
    return " ".join(text.split())


def has_japanese(text: str) -> bool:
    """Whether any kana or kanji is in the text."""
    return _JAPANESE.search(text) is not None


def japanese_characters(text: str) -> int:
    """Number of kana and kanji in the text."""
    return len(_JAPANESE.findall(text))


def reject(ja: str, en: str, limits: Limits = DEFAULT_LIMITS) -> str:
    """The first reason against the pair, or "" when there is none.

    Reasons: ``empty``, ``too-long``, ``identical``, ``symbols``, ``script-ja``, ``script-en``, ``length-ratio``,
    ``boilerplate``, ``number``.
    """
    if not ja or not en:
        return "empty"
    if len(ja) > limits.max_ja or len(en) > limits.max_en:
        return "too-long"
    shadow_ja, shadow_en = unicodedata.normalize("NFKC", ja), unicodedata.normalize("NFKC", en)
    if shadow_ja == shadow_en:
        return "identical"
    if any(c in ja or c in en for c in RESERVED):
        return "symbols"
    if japanese_characters(shadow_ja) < limits.ja_share * len(shadow_ja):
        return "script-ja"
    if not _english(shadow_en):
        return "script-en"
    ratio = len(shadow_en) / len(shadow_ja)
    if len(shadow_ja) >= limits.short and not limits.min_ratio <= ratio <= limits.max_ratio:
        return "length-ratio"
    if len(shadow_ja) < limits.short and len(shadow_en) > limits.max_ratio * limits.short:
        return "length-ratio"
    if _boilerplate(shadow_ja, shadow_en):
        return "boilerplate"
    return "number" if numbers_disagree(shadow_ja, shadow_en) else ""


def duplicate_key(ja: str, en: str) -> int:
    """Equal for pairs that differ only in width, case, punctuation, spacing or the digits of their numbers."""
    text = unicodedata.normalize("NFKC", f"{ja}\t{en}").lower()
    return hash(_DIGITS.sub("0", _NOISE.sub("", text)))


def numbers_disagree(ja: str, en: str) -> bool:
    """Whether the two sides name different numbers.

    Tolerant: only numbers from 10 up count, and both sides must have one the other lacks, or one side three.
    """
    ja, en = unicodedata.normalize("NFKC", ja), unicodedata.normalize("NFKC", en)
    if set(_TWO_DIGITS.findall(ja)) == set(_TWO_DIGITS.findall(en)):
        return False  # the usual case, told without parsing
    comparison = compare(ja, en)
    lost = sum(1 for number in comparison.missing if min(number.values) >= 10)
    gained = sum(1 for number in comparison.unexplained if min(number.values) >= 10)
    return (lost > 0 and gained > 0) or lost > 2 or gained > 2


def _english(text: str) -> bool:
    """Latin letters, no kana or kanji, and few letters of any other script."""
    if text.isascii():
        return _LATIN.search(text) is not None
    letters = len(_LETTER.findall(text))
    return letters > 0 and not has_japanese(text) and len(_LATIN.findall(text)) >= 0.7 * letters


def _boilerplate(ja: str, en: str) -> bool:
    if len(_URL.findall(ja)) != len(_URL.findall(en)):
        return True
    if len(_MARKUP.findall(ja)) > 0.15 * len(ja) or len(_MARKUP.findall(en)) > 0.1 * len(en):
        return True
    return _BOILERPLATE.search(ja) is not None or _BOILERPLATE.search(en) is not None
