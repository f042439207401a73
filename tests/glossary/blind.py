"""The gold set of ``tests/data/glossary-blind``: sentences with the matches a careful reader expects, and scoring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from glossary import Concept, Glossary, MatchMode, loads
from glossary.countries import ORIGIN
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "data" / "glossary-blind"
Span = tuple[int, int, str]  # start, end, the concept's source
Matcher = Callable[[str], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the spans expected in it, and the section of the file it stands in."""

    text: str
    expected: tuple[Span, ...]
    section: str


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over all cases: spans both found and expected, found, expected; and the cases that differ."""

    hits: int
    found: int
    expected: int
    misses: tuple[tuple[Case, tuple[Span, ...]], ...]

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.expected

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.found + self.expected)


def concepts() -> tuple[Concept, ...]:
    return loads((FOLDER / "terms.tsv").read_text(encoding="utf-8"), "terms.tsv")


def cases() -> tuple[Case, ...]:
    found: list[Case] = []
    section = ""
    for line in (FOLDER / "cases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            section = line[2:]
        elif line:
            text, _, wanted = line.replace("\\n", "\n").rpartition("\t")
            found.append(Case(text, tuple(_spans(text, wanted)), section))
    return tuple(found)


def _spans(text: str, wanted: str) -> list[Span]:
    spans: list[Span] = []
    position = 0
    for item in wanted.split(", ") if wanted != "–" else ():
        surface, _, source = item.partition("=")
        start = text.index(surface, position)
        position = start + len(surface)
        spans.append((start, position, source))
    return spans


def by_glossary(glossary: Glossary) -> Matcher:
    """Our matcher, demands only: suggestions are neither expected nor counted.

    Nor are country strings that no term covers: the gold set asks for terms (``test_countries`` has the strings).
    """
    return lambda text: [
        (m.start, m.end, m.source) for m in glossary.match(text) if m.concept.enforced and m.concept.origin != ORIGIN
    ]


def score(gold: Sequence[Case], terms: Sequence[Concept], matcher: Matcher) -> Score:
    """Exact spans count; verbs found by lemma count by start, as where an inflected form ends is a convention."""
    verbs = {c.source for c in terms if c.match is MatchMode.LEMMA}
    hits = found = expected = 0
    misses: list[tuple[Case, tuple[Span, ...]]] = []
    for case in gold:
        spans = tuple(matcher(case.text))
        got = {(s, 0 if source in verbs else e, source) for s, e, source in spans}
        want = {(s, 0 if source in verbs else e, source) for s, e, source in case.expected}
        hits += len(got & want)
        found += len(got)
        expected += len(want)
        if got != want:
            misses.append((case, spans))
    return Score(hits, found, expected, tuple(misses))
