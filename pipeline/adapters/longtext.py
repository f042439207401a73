"""Cutting a source that is longer than a model can read, at the best places there are. Nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# After each of these a cut is allowed, best places first.
_LEVELS = (
    re.compile(r"[。．！？!?♪\n]+[」』）)〉》】]*"),
    re.compile(r"[；;：]+|[、，](?=[^、，]{12})"),
    re.compile(r"[、，,・]+|(?<=[」』）)])(?![」』）)、。])|[\s　]+"),
    re.compile(r"(?<=[ぁ-ん])(?=[一-龯ァ-ヴA-Za-z0-9])"),
    re.compile(r"(?<=.)(?=.)", re.DOTALL),
)
# A placeholder with the gloss that belongs to it, or a gloss alone, is never cut.
_ATOM = re.compile(r"⟦\d+⟧(?:[^⟦⟪⟫]{0,80}⟪[^⟫]*⟫)?|⟪[^⟫]*⟫")


def split_long(text: str, limit: int, count: Callable[[str], int]) -> tuple[str, ...]:
    """Cut ``text`` into parts of at most ``limit`` pieces as ``count`` measures them; joined they give ``text``.

    A part can be longer only if it is a single character or a single placeholder.
    """
    return tuple(_split(text, limit, count, 0))


def _split(text: str, limit: int, count: Callable[[str], int], level: int) -> list[str]:
    if level == len(_LEVELS) or count(text) <= limit:
        return [text]
    units = _units(text, _LEVELS[level])
    parts: list[str] = []
    for part in _pack(units, limit, count):
        parts += _split(part, limit, count, level + 1)
    return parts


def _units(text: str, places: re.Pattern[str]) -> list[str]:
    closed = [match.span() for match in _ATOM.finditer(text)]
    cuts = [0]
    for match in places.finditer(text):
        offset = match.end()
        if cuts[-1] < offset < len(text) and not any(start < offset < end for start, end in closed):
            cuts.append(offset)
    return [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _pack(units: Sequence[str], limit: int, count: Callable[[str], int]) -> list[str]:
    """Join neighbours into parts of similar length, so that no last part is a mere scrap."""
    sizes = [count(unit) for unit in units]
    total = sum(sizes)
    goal = total / -(-total // limit)
    parts: list[str] = []
    current, size = "", 0
    for unit, pieces in zip(units, sizes, strict=True):
        if current and (size + pieces > limit or size + pieces / 2 > goal):
            parts.append(current)
            current, size = "", 0
        current += unit
        size += pieces
    return [*parts, current] if current else parts
