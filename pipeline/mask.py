"""Terms in, placeholders out, and back: the text a term-aware model sees and the text a reader sees.

A placeholder stands for one matched occurrence. Its index is drawn by hash, not counted up, and never equals a number of
the sentence, so that a digit in the text is not taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from glossary import TermMatch
from glossary.protect import gaps, shuffled

from .ports import Markup


@dataclass(frozen=True, slots=True)
class Masked:
    """A source with placeholders. ``slots`` pairs each placeholder used with the match it stands for, in source order."""

    text: str
    slots: tuple[tuple[str, TermMatch], ...]


def mask(source: str, matches: Sequence[TermMatch], markup: Markup, *, gloss: bool) -> Masked:
    """Put placeholders for ``matches`` (sorted, not overlapping); what exceeds the model's symbols stays as it is."""
    free = shuffled(source, markup.placeholders)
    slots: list[tuple[str, TermMatch]] = []
    out: list[str] = []
    end = 0
    for match, placeholder in zip(matches, free, strict=False):
        out.append(source[end : match.start])
        out.append(placeholder)
        if gloss:
            out.append(f"{match.surface}{markup.opening}{match.target}{markup.closing}")
        end = match.end
        slots.append((placeholder, match))
    out.append(source[end:])
    return Masked("".join(out), tuple(slots))


@dataclass(frozen=True, slots=True)
class Filled:
    """A hypothesis with its placeholders replaced.

    ``spans`` are the places of the filled terms in ``text`` with their matches; ``leftover`` counts symbols that stand
    for nothing (removed from the text), ``repeated`` those that came back more than once.
    """

    text: str
    spans: tuple[tuple[int, int, TermMatch], ...]
    leftover: int
    repeated: int


def fill(hypothesis: str, masked: Masked, markup: Markup) -> Filled:
    """Replace each placeholder by its English; drop symbols that belong to no term. Spacing around it is made good."""
    by_symbol = dict(masked.slots)
    symbols = sorted({*markup.placeholders, markup.opening, markup.closing} - {""}, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(s) for s in symbols))
    out: list[str] = []
    spans: list[tuple[int, int, TermMatch]] = []
    used: dict[str, int] = {}
    size = end = leftover = 0
    for found in pattern.finditer(hypothesis):
        between = hypothesis[end : found.start()]
        end = found.end()
        out.append(between)
        size += len(between)
        match = by_symbol.get(found.group())
        if match is None:
            leftover += 1
            continue
        used[found.group()] = used.get(found.group(), 0) + 1
        left, right = gaps("".join(out)[-1:], hypothesis[end : end + 2])
        text = match.target
        size += len(left)
        spans.append((size, size + len(text), match))
        out += [left, text, right]
        size += len(text) + len(right)
    out.append(hypothesis[end:])
    return Filled("".join(out), tuple(spans), leftover, sum(n - 1 for n in used.values()))
