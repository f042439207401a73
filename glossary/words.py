"""Sudachi's view of one text: where words begin and end, clause by clause and only where somebody asks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from glossary.patterns import Lazy
from glossary.tokens import Token, analyse

_MARKS = "\n。！？!?、「」『』（）【】〈〉《》〔〕…―：；，()\u3000を"
_BREAKS = frozenset(_MARKS)
_BREAK = Lazy(f"[{_MARKS}]")
"""Where no word goes on: what lies between two of these is shown to Sudachi by itself, and only if asked about."""


class _Clause:
    """The tokens of a clause in mode C, each made when first looked at; offsets count from the clause's own."""

    __slots__ = ("_morphemes", "_tokens", "_units", "offset", "starts")

    def __init__(self, offset: int, text: str) -> None:
        self.offset = offset
        self.starts, self._morphemes = analyse(text, "C")
        self._tokens: dict[int, Token] = {}
        self._units: dict[int, tuple[Token, ...]] = {}

    def token(self, number: int) -> Token:
        found = self._tokens.get(number)
        if found is None:
            morpheme, start = self._morphemes[number], self.starts[number]
            found = self._tokens[number] = Token(start, start + morpheme.end() - morpheme.begin(), morpheme)
        return found

    def at(self, index: int, mode: str) -> Token:
        """The token over the character ``index`` of the clause; short units are cut only where one is looked at."""
        number = max(bisect_right(self.starts, index) - 1, 0)
        token = self.token(number)
        if mode == "C" or token.end - token.start == 1:
            return token
        units = self._units.get(number)
        if units is None:
            units = self._units[number] = token.units()
        return next((unit for unit in units if unit.end > index), units[-1])

    def begins(self, index: int, mode: str) -> bool:
        """Whether a token begins at the character ``index`` of the clause."""
        number = bisect_left(self.starts, index)
        if number < len(self.starts) and self.starts[number] == index:
            return True
        return mode == "A" and self.at(index, mode).start == index


class Words:
    """The words of one text. Mode ``A`` has the short units, ``C`` names and compounds whole."""

    __slots__ = ("_breaks", "_clauses", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._breaks: list[int] | None = None
        self._clauses: dict[tuple[int, int], _Clause] = {}

    def _clause(self, start: int, end: int) -> _Clause:
        if self._breaks is None:
            self._breaks = [hit.end() for hit in _BREAK.finditer(self.text)]
        left = bisect_right(self._breaks, start) - 1
        first = self._breaks[left] if left >= 0 else 0
        right = bisect_left(self._breaks, end)
        last = self._breaks[right] if right < len(self._breaks) else len(self.text)
        clause = self._clauses.get((first, last))
        if clause is None:
            clause = self._clauses[first, last] = _Clause(first, self.text[first:last])
        return clause

    def around(self, start: int, end: int, mode: str) -> tuple[int, tuple[Token, ...]]:
        """Offset of the clause around a span, and its tokens from ``start`` on; their offsets count from that offset."""
        clause = self._clause(start, end)
        first = max(bisect_right(clause.starts, start - clause.offset) - 1, 0)
        tokens = tuple(clause.token(number) for number in range(first, len(clause.starts)))
        if mode == "A":
            tokens = tuple(unit for token in tokens for unit in token.units())
        return clause.offset, tuple(token for token in tokens if token.start >= start - clause.offset)

    def starting(self, at: int, mode: str = "A") -> Token | None:
        """The token that begins at ``at``, if one does. Offsets of the clause."""
        if at >= len(self.text):
            return None
        clause = self._clause(at, at + 1)
        token = clause.at(at - clause.offset, mode)
        return token if token.start == at - clause.offset else None

    def ending(self, at: int, mode: str = "A") -> Token | None:
        """The token that ends at ``at``, if one does. Offsets of the clause."""
        if at <= 0:
            return None
        clause = self._clause(at - 1, at)
        token = clause.at(at - 1 - clause.offset, mode)
        return token if token.end == at - clause.offset else None

    def covering(self, at: int, mode: str = "A") -> tuple[int, int]:
        """The span, in the text, of the token that holds character ``at``."""
        clause = self._clause(at, at + 1)
        token = clause.at(at - clause.offset, mode)
        return clause.offset + token.start, clause.offset + token.end

    def doing(self, at: int) -> bool:
        """Whether a noun that makes a する-verb ends at ``at``."""
        token = self.ending(at)
        return token is not None and token.kind == "サ変可能"

    def edge(self, at: int, mode: str = "A") -> bool:
        """Whether a token begins at ``at`` (the ends of the text count)."""
        if at <= 0 or at >= len(self.text):
            return True
        if self.text[at - 1] in _BREAKS or self.text[at] in _BREAKS:
            return True
        clause = self._clause(at - 1, at + 1)
        return clause.begins(at - clause.offset, mode)
