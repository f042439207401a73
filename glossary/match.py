"""Find terms in Japanese text: the heaviest set of matches that do not overlap, nested terms as children."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary import cache, tsv
from glossary.boundary import Judge
from glossary.compile import Compiled, compile_concepts, halves
from glossary.model import Concept, MatchMode, TermMatch, TermStatus
from glossary.normal import normalize

_WEIGHT = {TermStatus.PREFERRED: 20}
"""Length² times this; 19 for every other status, so that a status only decides between (nearly) equal lengths."""

_Candidate = tuple[int, int, Concept]


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

    def match(self, text: str) -> tuple[TermMatch, ...]:
        """All matches in ``text``, in order, not overlapping; terms inside a longer one are its ``children``.

        Look at ``match.concept.enforced`` to tell demands from suggestions. Where both overlap, the demand stays.
        """
        found = self._candidates(text)
        return _select(text, found) if found else ()

    def match_all(self, texts: Iterable[str]) -> tuple[tuple[TermMatch, ...], ...]:
        """The matches of each text; same length and order. Repeated texts cost nothing."""
        known: dict[str, tuple[TermMatch, ...]] = {}
        result = []
        for text in texts:
            if text not in known:
                known[text] = self.match(text)
            result.append(known[text])
        return tuple(result)

    def _candidates(self, text: str) -> list[_Candidate]:
        automaton = self.compiled.automaton
        if automaton is None or not text:
            return []
        normal = normalize(text)
        judge = Judge(text)
        starts, ends = normal.starts, normal.ends
        found: dict[tuple[int, int, str], _Candidate] = {}
        table = self.compiled.table
        units = halves(normal.text)
        at: Sequence[int] = range(len(normal.text))
        if len(units) != 2 * len(normal.text):  # characters of two units
            at = [i for i, char in enumerate(normal.text) for _ in range(1 + (char > "\uffff"))]
        for last_half, index in automaton.iter(units):
            if not last_half & 1:
                continue  # out of step
            width, entries = table[index]
            last = at[last_half >> 1]
            first = last - width + 1
            start, end = starts[first], ends[last]
            # Half of a character such as ㌔ is no match.
            if (first and starts[first - 1] == start) or (last + 1 < len(starts) and starts[last + 1] < end):
                continue
            for entry in entries:
                span = judge.span(entry, start, end)
                if span is not None:
                    where = (*span, entry.concept.source)
                    found[where] = (*span, entry.concept)
        for start, end in judge.derived:  # 中国共産党員 is no 中国共産党, and not 中国 with something after it
            for where in [w for w in found if w[0] == start and w[1] < end]:
                del found[where]
        return sorted(found.values(), key=lambda candidate: (candidate[0], candidate[1], _preference(candidate[2])))


def _preference(concept: Concept) -> tuple[bool, int]:
    return _yields(concept), -_WEIGHT.get(concept.status, 19)


def _yields(concept: Concept) -> bool:
    """Suggestions and drafts give way to everything else."""
    return concept.match is MatchMode.SUGGEST or concept.status is TermStatus.DRAFT


def _select(text: str, found: Sequence[_Candidate]) -> tuple[TermMatch, ...]:
    """``found`` in order of start: the heaviest set of firm candidates, then suggestions in the gaps."""
    chosen = _schedule([c for c in found if not _yields(c[2])])
    spans = [(start, end) for start, end, _ in chosen]
    for candidate in _schedule([c for c in found if _yields(c[2])]):
        at = bisect_right(spans, candidate[:2])
        free_left = at == 0 or spans[at - 1][1] <= candidate[0]
        if free_left and (at == len(spans) or candidate[1] <= spans[at][0]):
            chosen.insert(at, candidate)
            spans.insert(at, candidate[:2])
    begins = [candidate[0] for candidate in found]
    return tuple(
        TermMatch(start, end, text[start:end], concept, _children(text, found, begins, start, end))
        for start, end, concept in chosen
    )


def _children(
    text: str, found: Sequence[_Candidate], begins: Sequence[int], start: int, end: int
) -> tuple[TermMatch, ...]:
    inside = [
        c
        for c in found[bisect_left(begins, start) : bisect_left(begins, end)]
        if c[1] <= end and c[1] - c[0] < end - start
    ]
    return _select(text, inside) if inside else ()


def _schedule(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Weighted interval scheduling (Kleinberg & Tardos, Algorithm Design, §6.1); weight = length² × status."""
    order = sorted(found, key=lambda candidate: candidate[1])
    ends = [candidate[1] for candidate in order]
    best = [0]
    for start, end, concept in order:
        weight = (end - start) ** 2 * _WEIGHT.get(concept.status, 19)
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
