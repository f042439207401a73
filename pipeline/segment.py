"""A document becomes segments: exact substrings, in order, with nothing but white space between them.

Rules and analyzer share the decision. The rules (``pipeline.scan``) walk each block once and judge every place where a
sentence could end: *cut* (a mark followed by a new sentence), *keep* (inside a bracket, before a particle, in a URL,
decimal or name) or *ask*. A place is asked about when the words around it do not settle it: 。 before what may be a
particle or the start of はい, ！ or ？ after a noun with no space behind (本当？知らない but 爆笑！オンエア), a closed
quotation followed by a noun, an emoji, a space or a polite verb form in text without punctuation. GiNZA answers all
questions of a document in one batch: a cut is made where its parse starts a sentence. Places the rules never offer
(GiNZA's cuts in the middle of a clause) are not considered, and its failure to cut at a plain mark does no harm.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.blocks import blocks
from pipeline.model import Block, Segment
from pipeline.ports import Analyzer
from pipeline.scan import candidates

_SPACE = re.compile(r"\s*")
_NEWLINES = re.compile(r"[ \t\u3000]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])\s*")


def segment(document_text: str, analyzer: Analyzer) -> tuple[Segment, ...]:
    """The segments of a document in order; ``analyzer`` is called once at most, and only about open questions."""
    text = document_text
    found = blocks(text)
    cuts = [candidates(text, block) for block in found]
    decided = _decide(text, found, cuts, analyzer)
    starts = [match.end() for match in re.finditer(r"\r\n|[\r\n]", text)]
    result: list[Segment] = []
    for number, (block, ends) in enumerate(zip(found, decided, strict=True)):
        at = block.start
        for end in (*ends, block.end):
            words = text[at:end].rstrip()
            line = bisect_right(starts, at) + 1
            result.append(Segment(words, at, at + len(words), line, number, block.kind))
            at = _after_space(text, end)
    return tuple(result)


def gaps(text: str, segments: Sequence[Segment]) -> tuple[str, ...]:
    """What lies before, between and after the segments: one more item than there are segments, all white space."""
    edges = [0, *(edge for item in segments for edge in (item.start, item.end)), len(text)]
    return tuple(text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2))


def reassemble(segments: Sequence[Segment], between: Sequence[str]) -> str:
    """The document again: ``reassemble(s, gaps(text, s)) == text``."""
    parts = [between[0]]
    for item, gap in zip(segments, between[1:], strict=True):
        parts += (item.text, gap)
    return "".join(parts)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _decide(
    text: str, found: Sequence[Block], cuts: Sequence[Sequence[tuple[int, bool]]], analyzer: Analyzer
) -> list[list[int]]:
    """Put the open questions to the analyzer; the accepted cuts per block, ascending."""
    decided: list[list[int]] = [[at for at, ask in row if not ask] for row in cuts]
    stretches: list[tuple[int, int, int, list[int]]] = []  # block, start, end, questions
    for number, (block, row) in enumerate(zip(found, cuts, strict=True)):
        start, questions = block.start, []
        for at, ask in (*row, (block.end, False)):
            if ask:
                questions.append(at)
                continue
            if questions:
                stretches.append((number, start, at, questions))
                questions = []
            start = at
    if not stretches:
        return decided
    asked = [_unwrapped(text, start, end) for _, start, end, _ in stretches]
    answers = analyzer.boundaries([words for words, _ in asked])
    for (number, start, _, questions), (words, removed), answer in zip(stretches, asked, answers, strict=True):
        accepted = set(answer)
        for at in questions:
            place = at - start - _removed_before(removed, at - start)
            after = _after_space(words, place)
            if any(offset in accepted for offset in range(place, after + 1)):
                decided[number].append(at)
    return [sorted(row) for row in decided]


def _unwrapped(text: str, start: int, end: int) -> tuple[str, list[tuple[int, int]]]:
    """A stretch without its hard wraps, as the analyzer should read it, and what was removed (offset, total so far)."""
    parts: list[str] = []
    removed: list[tuple[int, int]] = []
    at, total = start, 0
    for match in _NEWLINES.finditer(text, start, end):
        parts.append(text[at : match.start()])
        total += match.end() - match.start()
        removed.append((match.end() - start, total))
        at = match.end()
    parts.append(text[at:end])
    return "".join(parts), removed


def _removed_before(removed: Sequence[tuple[int, int]], at: int) -> int:
    index = bisect_right(removed, at, key=lambda item: item[0])
    return removed[index - 1][1] if index else 0
