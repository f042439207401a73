"""Bilingual word lists for term annotation: loaded once, searched in one pass."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.training.filters import has_japanese
from pipeline.training.text import open_text

_COMMENT = re.compile(r"\s*\([^)]*\)")
_LEAD = re.compile(r"^(?:the|an?|to|be) ", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,'&/-]*")
_WEAK = frozenset(
    (  # noqa: SIM905 - nothing to learn from a placeholder for one of these words
        "the and for not with from that this are was were has have had his her its our your their you she him who what "
        "but can may all any one two out off over very more most some such than then them they there when where which "
        "will would could should been being into also only just about after before"
    ).split()
)
MAX_ENGLISH = 40
Entry = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A term present on both sides: half-open spans in the Japanese and in the English text."""

    ja_start: int
    ja_end: int
    en_start: int
    en_end: int


class Lexicon:
    """Finds dictionary terms whose English stands in the translation.

    ``excluded`` are Japanese terms kept for testing: no span that touches one is ever returned, and their English is
    never offered as a swap.
    """

    def __init__(self, entries: Iterable[Entry], excluded: Iterable[Entry] = ()) -> None:
        import ahocorasick

        banned = {(ja, en.lower()) for ja, en in excluded}
        banned_ja = {ja for ja, _ in banned}
        banned_en = {en for _, en in banned}
        english: dict[str, dict[str, None]] = {ja: {} for ja in banned_ja}
        swaps: dict[str, None] = {}
        for ja, raw in entries:
            en = strip_lead(raw)
            lower = en.lower()
            if not _usable(ja, lower) or ja in banned_ja or lower in banned_en:
                continue
            english.setdefault(ja, {})[lower] = None
            if en[0].isalpha():
                swaps[en] = None
        self._automaton: Any = ahocorasick.Automaton()
        for ja, forms in english.items():
            # value: length of the headword and its English forms, longest first; no forms marks an excluded term
            self._automaton.add_word(ja, (len(ja), tuple(sorted(forms, key=len, reverse=True))))
        if english:
            self._automaton.make_automaton()
        self._size = len(english)
        names = tuple(en for en in swaps if en[0].isupper())
        words = tuple(en for en in swaps if not en[0].isupper())
        self._swaps = (words or names, names or words)

    def __len__(self) -> int:
        return self._size

    def find(self, ja: str, en: str) -> list[Found]:
        """Every dictionary term of ``ja`` whose English is a whole word of ``en``, a plural -s aside."""
        lower = en.lower()
        if not self._size or len(lower) != len(en):
            return []  # lower-casing İ and its like moves offsets
        found: list[Found] = []
        blocked: list[tuple[int, int]] = []
        places: dict[str, int] = {}
        for last, (length, forms) in self._automaton.iter(ja):
            start, end = last + 1 - length, last + 1
            if not forms:
                blocked.append((start, end))
            for form in forms:
                if length < 3 and len(form) < 4:
                    continue
                place = places.get(form)
                if place is None:
                    place = places[form] = _whole_word(form, lower)
                if place >= 0:
                    found.append(Found(start, end, place, place + len(form)))
                    break
        if blocked:
            found = [f for f in found if all(f.ja_end <= s or f.ja_start >= e for s, e in blocked)]
        return found

    def swap(self, original: str, pick: float) -> str:
        """Another term's English, capitalised like ``original``; ``pick`` in [0, 1) chooses it."""
        choices = self._swaps[original[:1].isupper()]
        return choices[int(pick * len(choices))] if choices else original


def read_lexicon(path: Path) -> Iterator[Entry]:
    """Headword and English of a TSV(.gz) lexicon; comments in brackets go, ``;`` separates alternatives."""
    try:
        with open_text(path) as stream:
            for line in stream:
                columns = line.rstrip("\n").split("\t")
                if len(columns) < 2:
                    continue
                for gloss in columns[1].split(";"):
                    yield columns[0].strip(), _COMMENT.sub("", gloss).strip()
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot read the lexicon ({error}); check the recipe") from error


def read_terms(path: Path) -> tuple[Entry, ...]:
    """Terms of a taiyaku glossary, every spelling with the English that is enforced."""
    from glossary import tsv

    return tuple((form, concept.target) for concept in tsv.read(path) for form in (concept.source, *concept.variants))


def strip_lead(english: str) -> str:
    """The term without a leading determiner or infinitive "to": those stay outside a span."""
    return _LEAD.sub("", english.strip())


def _usable(ja: str, lower: str) -> bool:
    return (
        len(ja) > 1
        and 2 < len(lower) <= MAX_ENGLISH
        and lower not in _WEAK
        and has_japanese(ja)
        and _PLAIN.fullmatch(lower) is not None
    )


def _whole_word(form: str, text: str) -> int:
    """Offset of ``form`` as whole words in ``text`` (both lower case), or -1; a following plural s is allowed."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        if not (start and text[start - 1].isalnum()):
            if end == len(text) or not text[end].isalnum():
                return start
            if text[end] == "s" and not (end + 1 < len(text) and text[end + 1].isalnum()):
                return start
        start = text.find(form, start + 1)
    return -1
