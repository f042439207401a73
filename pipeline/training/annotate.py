"""Term annotation, made afresh each epoch: plain pairs in, pairs with ``⟦k⟧ja⟪en⟫ → ⟦k⟧`` out.

Shares follow MT practice: 45 % of the pairs stay as they are, 40 % carry glossed placeholders, 8 % bare ones, 7 % a
gloss without an index. Some glosses are swapped for another term's English, so that the model learns to copy what it
is told rather than what it would have guessed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from pipeline.training.lexicon import Entry, Found, Lexicon
from pipeline.training.symbols import CLOSING, OPENING, PLACEHOLDERS

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日")
_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


class Mode(Enum):
    """How the spans of one pair are written."""

    PLAIN = "plain"
    GLOSSED = "glossed"
    BARE = "bare"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Shares:
    """How often each mode is tried, the rest staying plain, and how often a gloss is swapped."""

    glossed: float = 0.40
    bare: float = 0.08
    inline: float = 0.07
    swapped: float = 0.15


COUNTS = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6)  # spans per annotated pair; drawn uniformly


class Annotator:
    """Annotates sentence pairs from a lexicon, their numbers and their dates."""

    def __init__(self, lexicon: Lexicon, shares: Shares | None = None) -> None:
        self._lexicon = lexicon
        self._shares = shares if shares is not None else Shares()

    def annotate(self, ja: str, en: str, rng: random.Random) -> tuple[str, str, Mode]:
        """The pair as this epoch shows it. Without a term on both sides it stays plain."""
        mode = self._draw(rng.random())
        if mode is Mode.PLAIN:
            return ja, en, mode
        spans = choose(candidates(self._lexicon, ja, en), rng)
        if not spans:
            return ja, en, Mode.PLAIN
        ja_edits: list[tuple[int, int, str]] = []
        en_edits: list[tuple[int, int, str]] = []
        for span, index in zip(spans, rng.sample(range(len(PLACEHOLDERS)), len(spans)), strict=True):
            term, gloss = ja[span.ja_start : span.ja_end], en[span.en_start : span.en_end]
            swap = gloss
            if rng.random() < self._shares.swapped:
                swap = self._lexicon.swap(gloss, rng.random())
            symbol = PLACEHOLDERS[index]
            if mode is Mode.INLINE:
                if en[span.en_end : span.en_end + 1].isalnum():
                    swap = gloss  # the plural -s behind it belongs to the old word
                ja_edits.append((span.ja_start, span.ja_end, f"{term}{OPENING}{swap}{CLOSING}"))
                en_edits.append((span.en_start, span.en_end, swap))
            else:
                shown = f"{symbol}{term}{OPENING}{swap}{CLOSING}" if mode is Mode.GLOSSED else symbol
                ja_edits.append((span.ja_start, span.ja_end, shown))
                en_edits.append((span.en_start, span.en_end, symbol))
        return replace_spans(ja, ja_edits), replace_spans(en, en_edits), mode

    def _draw(self, value: float) -> Mode:
        for mode, share in (
            (Mode.GLOSSED, self._shares.glossed),
            (Mode.BARE, self._shares.bare),
            (Mode.INLINE, self._shares.inline),
        ):
            if value < share:
                return mode
            value -= share
        return Mode.PLAIN


def make_annotator(entries: Iterable[Entry], excluded: Iterable[Entry] = (), shares: Shares | None = None) -> Annotator:
    """An annotator over the given entries; terms in ``excluded`` never become spans."""
    return Annotator(Lexicon(entries, excluded), shares)


def candidates(lexicon: Lexicon, ja: str, en: str) -> list[Found]:
    """All spans that could be annotated; they may overlap."""
    return [*lexicon.find(ja, en), *_numbers(ja, en)]


def choose(found: Sequence[Found], rng: random.Random) -> list[Found]:
    """Up to six spans that do not overlap on either side, in source order; long terms are preferred, not always."""
    if not found:
        return []
    wanted = COUNTS[int(rng.random() * len(COUNTS))]
    ranked = sorted(found, key=lambda f: (f.ja_end - f.ja_start) * (0.4 + rng.random()), reverse=True)
    picked: list[Found] = []
    for f in ranked:
        if all(
            (f.ja_end <= p.ja_start or f.ja_start >= p.ja_end) and (f.en_end <= p.en_start or f.en_start >= p.en_end)
            for p in picked
        ):
            picked.append(f)
            if len(picked) == wanted:
                break
    return sorted(picked, key=lambda f: f.ja_start)


def replace_spans(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """``text`` with each (start, end) replaced; spans must not overlap, their order does not matter."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _numbers(ja: str, en: str) -> list[Found]:
    shadow = ja.translate(_WIDE)  # keeps offsets, unlike NFKC
    found: list[Found] = []
    for match in _DATE.finditer(shadow):
        month = int(match.group(1))
        if 1 <= month <= 12:
            name, day = _MONTHS[month - 1], match.group(2)
            for form in (f"{name} {day}", f"{day} {name}"):
                start = _digit_edge(form, en)
                if start >= 0:
                    found.append(Found(match.start(), match.end(), start, start + len(form)))
                    break
    for match in _NUMBER.finditer(shadow):
        token = match.group()
        start = _digit_edge(token, en) if len(token) > 1 else -1
        if start >= 0:
            found.append(Found(match.start(), match.end(), start, start + len(token)))
    return found


def _digit_edge(form: str, text: str) -> int:
    """Offset of ``form`` where it is not part of a longer word or number, or -1."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        before, after = text[start - 1 : start], text[end : end + 1]
        inside = before.isalnum() or after.isalnum()
        decimal = (before in {".", ","} and text[start - 2 : start - 1].isdigit()) or (
            after in {".", ","} and text[end + 1 : end + 2].isdigit()
        )
        if not inside and not decimal:
            return start
        start = text.find(form, start + 1)
    return -1
