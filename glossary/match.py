"""Find terms in Japanese text: the heaviest set of matches that do not overlap, nested terms as children."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from glossary import cache, countries, tsv
from glossary.boundary import Judge
from glossary.compile import Compiled, Entry, compile_concepts, halves
from glossary.model import Concept, MatchMode, TermMatch, TermStatus
from glossary.normal import key, normalize

if TYPE_CHECKING:
    from glossary.usage import Usage, Violation

_WEIGHT = (20, 19)
"""Length² times this, by status: a status other than preferred only decides between (nearly) equal lengths."""

_Candidate = tuple[int, int, int, int, Concept]
"""Start, end, rank, serial number (so that the concepts themselves are never compared), concept."""

_Hit = tuple[int, int, tuple[Entry, ...]]
"""Start, end, and the entries spelled that way."""

_end = itemgetter(1)
_order = itemgetter(0, 1, 2, 3)  # concepts have no order of their own


def default_termbase() -> tuple[Path, ...]:
    """The glossary files that ship with this package, in name order."""
    from importlib import resources  # not needed by those who bring their own files

    folder = Path(str(resources.files("glossary") / "terms"))
    return tuple(sorted(folder.glob("*.tsv")))


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts, ready to be found. Make one with ``load`` or ``from_concepts``; it may be shared between threads."""

    compiled: Compiled

    @classmethod
    def load(cls, *paths: str | Path, default: bool = False) -> Glossary:
        """Read glossary files; ``default`` puts the shipped ones first.

        Where two files have the same source term, the later file wins. Raises GlossaryError naming file and line.
        Above 5,000 concepts the compiled glossary is kept in the user's cache folder for the next time.
        """
        files = (*(default_termbase() if default else ()), *(Path(path) for path in paths))
        sources = [(str(path), tsv.read_bytes(path)) for path in files]
        if not cache.worthwhile(sources):
            return cls(compile_concepts([tsv.parse(data, name) for name, data in sources]))
        known = cache.key(sources)
        compiled = cache.load(known)
        if compiled is None:
            compiled = compile_concepts([tsv.parse(data, name) for name, data in sources])
            if len(compiled.concepts) > cache.LARGE:
                cache.save(known, compiled)
        return cls(compiled)

    @classmethod
    def from_concepts(cls, *groups: Iterable[Concept]) -> Glossary:
        """Build from concepts in memory; a later group wins over an earlier one, as a later file does."""
        return cls(compile_concepts(groups))

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts in force: one per source term, conflicts resolved."""
        return tuple(self.compiled.concepts)

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change when a match or a demanded form can change."""
        return self.compiled.digest

    @property
    def usage(self) -> Usage:
        """What may be used and what not, over all concepts; made at the first call."""
        from glossary.usage import Usage  # most jobs only match

        if not self.compiled.usages:
            self.compiled.usages.append(Usage(self.concepts))
        return self.compiled.usages[0]

    def match(self, text: str) -> tuple[TermMatch, ...]:
        """All matches in ``text``, in order, not overlapping; terms inside a longer one are its ``children``.

        Look at ``match.concept.enforced`` to tell demands from suggestions. Where both overlap, the demand stays.
        """
        if self.compiled.automaton is None or not text:
            return ()
        judge = Judge(text)
        found, nested = self._candidates(judge)
        if nested and any(one[1] > other[0] for one, other in pairwise(c for c in found if c[2] < 2)):
            # Which of two overlapping terms stays may depend on what is inside them.
            found = sorted((*found, *self._judged(judge, nested)), key=_order)
            nested = []
        matches = _select(text, found) if found else ()
        return self._with_children(matches, nested) if nested else matches

    def match_all(self, texts: Iterable[str]) -> tuple[tuple[TermMatch, ...], ...]:
        """The matches of each text; same length and order. Repeated texts cost nothing."""
        known: dict[str, tuple[TermMatch, ...]] = {}
        result = []
        for text in texts:
            if text not in known:
                known[text] = self.match(text)
            result.append(known[text])
        return tuple(result)

    def verify(self, source: str, target: str) -> tuple[Violation, ...]:
        """Everything that is wrong about terms in a pair, and what to write instead; nothing where all is right.

        Terms missing from ``target`` or changed where they must stay, and forbidden or deprecated words on either side.
        """
        return self.usage.violations(self.match(source), target)

    def _candidates(self, judge: Judge) -> tuple[list[_Candidate], list[_Hit]]:
        """Where terms stand, in order of start, end and rank; and the places inside a firm one, not judged yet."""
        found: dict[tuple[int, int, str], _Candidate] = {}
        nested: list[_Hit] = []
        covered = 0
        for hit in sorted(self._hits(judge.text), key=_outer_first):
            if hit[1] <= covered:
                nested.append(hit)
                continue
            for candidate in self._judged(judge, (hit,)):
                start, end, rank, _, concept = candidate
                found[start, end, concept.source] = (start, end, rank, len(found), concept)
                if rank < 2 and start == hit[0] and end == hit[1]:
                    covered = max(covered, end)
        for start, end, concept in countries.lists(judge.words, self._named):
            found[start, end, concept.source] = (start, end, _rank(concept), len(found), concept)
        for start, end in judge.derived:  # 中国共産党員 is no 中国共産党, and not 中国 with something after it
            for where in [w for w in found if w[0] == start and w[1] < end]:
                del found[where]
        return sorted(found.values(), key=_order), nested

    def _hits(self, text: str) -> Iterator[_Hit]:
        """Where a spelling of a term was found in the normalised text; offsets of the text itself."""
        normal = normalize(text)
        starts, ends, size = normal.starts, normal.ends, len(normal.text)
        table = self.compiled.table
        units = halves(normal.text)
        at: Sequence[int] = range(size)
        if len(units) != 2 * size:  # characters of two units
            at = [i for i, char in enumerate(normal.text) for _ in range(1 + (char > "\uffff"))]
        for last_half, index in self.compiled.automaton.iter(units):
            if not last_half & 1:
                continue  # out of step
            width, entries = table[index]
            last = at[last_half >> 1]
            first = last - width + 1
            start, end = starts[first], ends[last]
            # Half of a character such as ㌔ is no match.
            if (first and starts[first - 1] == start) or (last + 1 < size and starts[last + 1] < end):
                continue
            yield start, end, entries

    @staticmethod
    def _judged(judge: Judge, hits: Iterable[_Hit]) -> Iterator[_Candidate]:
        for start, end, entries in hits:
            for number, entry in enumerate(entries):
                span = judge.span(entry, start, end)
                if span is not None:
                    yield (*span, _rank(entry.concept), number, entry.concept)

    def _with_children(self, matches: Sequence[TermMatch], nested: Sequence[_Hit]) -> tuple[TermMatch, ...]:
        """The matches with the terms inside them, which a term always has, whatever stands around it."""
        begins = [hit[0] for hit in nested]
        result = []
        for match in matches:
            at = bisect_left(begins, match.start)
            if at < len(nested) and nested[at][1] <= match.end:
                match = _with(match, self._inside(match.surface))
            result.append(match)
        return tuple(result)

    def _inside(self, surface: str) -> tuple[TermMatch, ...]:
        """The terms inside a term; looked for once for each spelling."""
        known = self.compiled.inside.get(surface)
        if known is None:
            judge = Judge(surface)
            hits = [hit for hit in self._hits(surface) if hit[1] - hit[0] < len(surface)]
            rows = ((s, e, r, i, c) for i, (s, e, r, _, c) in enumerate(self._judged(judge, hits)))
            found = sorted(rows, key=_order)
            known = self.compiled.inside[surface] = _select(surface, found) if found else ()
        return known

    def _named(self, term: str) -> Concept | None:
        """The concept that a Japanese term stands for, as long as no text is around it."""
        index = self.compiled.automaton.get(halves(key(term)), None)
        if index is None:
            return None
        return next((entry.concept for entry in self.compiled.table[index][1] if not entry.stem), None)


def _outer_first(hit: _Hit) -> tuple[int, int]:
    return hit[0], -hit[1]


def _with(match: TermMatch, children: tuple[TermMatch, ...]) -> TermMatch:
    return replace(match, children=tuple(_moved(child, match.start) for child in children)) if children else match


def _moved(match: TermMatch, by: int) -> TermMatch:
    children = tuple(_moved(child, by) for child in match.children)
    return TermMatch(match.start + by, match.end + by, match.surface, match.concept, children)


def _rank(concept: Concept) -> int:
    """0 preferred, 1 any other status; 2 and 3 for suggestions and drafts, which give way to everything else."""
    lesser = concept.status is not TermStatus.PREFERRED
    return lesser + 2 * (concept.match is MatchMode.SUGGEST or concept.status is TermStatus.DRAFT)


def _select(text: str, found: Sequence[_Candidate]) -> tuple[TermMatch, ...]:
    """``found`` in order of start: the heaviest set of firm candidates, then suggestions in the gaps."""
    chosen = _schedule([candidate for candidate in found if candidate[2] < 2])
    if len(chosen) < len(found):
        spans = [candidate[:2] for candidate in chosen]
        for candidate in _schedule([candidate for candidate in found if candidate[2] >= 2]):
            at = bisect_right(spans, candidate[:2])
            free_left = at == 0 or spans[at - 1][1] <= candidate[0]
            if free_left and (at == len(spans) or candidate[1] <= spans[at][0]):
                chosen.insert(at, candidate)
                spans.insert(at, candidate[:2])
    if len(chosen) == len(found):
        return tuple(TermMatch(c[0], c[1], text[c[0] : c[1]], c[4]) for c in chosen)
    begins = [candidate[0] for candidate in found]
    return tuple(
        TermMatch(start, end, text[start:end], concept, _children(text, found, begins, start, end))
        for start, end, _, _, concept in chosen
    )


def _children(
    text: str, found: Sequence[_Candidate], begins: Sequence[int], start: int, end: int
) -> tuple[TermMatch, ...]:
    first, last = bisect_left(begins, start), bisect_left(begins, end)
    if last - first < 2:
        return ()
    inside = [c for c in found[first:last] if c[1] <= end and c[1] - c[0] < end - start]
    return _select(text, inside) if inside else ()


def _schedule(found: list[_Candidate]) -> list[_Candidate]:
    """Weighted interval scheduling (Kleinberg & Tardos, Algorithm Design, §6.1); weight = length² × status."""
    if all(one[1] <= other[0] for one, other in pairwise(found)):
        return found
    order = sorted(found, key=_end)
    ends = [candidate[1] for candidate in order]
    best = [0]
    for start, end, rank, _, _ in order:
        weight = (end - start) ** 2 * _WEIGHT[rank & 1]
        best.append(max(best[-1], weight + best[bisect_right(ends, start, 0, len(best) - 1)]))
    chosen: list[_Candidate] = []
    index = len(order)
    while index:
        if best[index] == best[index - 1]:
            index -= 1
        else:
            chosen.append(order[index - 1])
            index = bisect_right(ends, order[index - 1][0], 0, index - 1)
    chosen.reverse()
    return chosen
