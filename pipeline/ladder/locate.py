"""Where in a translation a source term ended up, by opinions that know nothing of each other.

*Occlusion*: without the term in the source, the words that render it become improbable. *Lexicon*: the words the model
itself uses for the term, alone and in other sentences. *Attention*: where the model says it looked. None is reliable
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..ports import Attending, Scorer, Translator

Span = tuple[int, int]

_NOTABLE = 0.7  # nats a word must lose before it counts as depending on the term
_CLEAR = 2.0  # nats a stretch of words must lose in all
_SURE = 1.5  # nats at which a word depends on the term even if the lexicon does not know it
_LONGEST = 8  # words
_STAND_IN = "それ"

_FRAMES = ("{}です。", "{}について話した。", "これは{}だ。", "{}は重要だ。")
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "his",
        "her",
        "their",
        "our",
        "your",
        "not",
        "no",
        "about",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "may",
        "there",
        "here",
        "s",
    ]
)


@dataclass(frozen=True, slots=True)
class Question:
    """A stretch of a source (the term) and a translation of that source."""

    source: str
    start: int
    end: int
    target: str


def words(text: str) -> list[Span]:
    """The words of a text as ``str.split`` cuts them."""
    return [m.span() for m in re.finditer(r"\S+", text)]


def occlusion(scorer: Scorer, questions: Sequence[Question]) -> tuple[tuple[float, ...], ...]:
    """For each word of each target how much less probable it is without the term (nats); () where that is unknown.

    Costs three forced decodings a question; of the two occluded sources (term left out, term replaced by a pronoun) the
    smaller loss counts, since leaving a hole alone disturbs its neighbours.
    """
    sources: list[str] = []
    for q in questions:
        head, tail = q.source[: q.start], q.source[q.end :]
        sources += [q.source, head + tail, head + _STAND_IN + tail]
    rows = scorer.word_scores(sources, [q.target for q in questions for _ in range(3)])
    found: list[tuple[float, ...]] = []
    for whole, left_out, replaced in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        if whole and len(whole) == len(left_out) == len(replaced):
            losses = zip(whole, left_out, replaced, strict=True)
            found.append(tuple(w - max(one, other) for w, one, other in losses))
        else:
            found.append(())
    return tuple(found)


def steepest(losses: Sequence[float]) -> Span | None:
    """The stretch of words that loses most, as word indexes; None where no loss is clear."""
    best, place = _CLEAR, None
    for start in range(len(losses)):
        total = 0.0
        for end in range(start, min(len(losses), start + _LONGEST)):
            total += losses[end] - _NOTABLE
            if total > best:
                best, place = total, (start, end + 1)
    return place


def lexicon(translator: Translator, terms: Sequence[str]) -> dict[str, frozenset[str]]:
    """The stems the model renders each term with, alone and in short sentences.

    A stem counts if the term alone gave it and a frame too, or two frames gave it that do not give it to other terms.
    """
    distinct = tuple(dict.fromkeys(terms))
    rows = translator.translate([t for term in distinct for t in (term, *(f.format(term) for f in _FRAMES))], nbest=3)
    size = 1 + len(_FRAMES)
    found: dict[str, frozenset[str]] = {}
    for at, term in enumerate(distinct):
        alone, *framed = rows[at * size : (at + 1) * size]
        said = {stem for h in alone for stem in stems(h.text)}
        counts = Counter(stem for row in framed for stem in {s for h in row[:1] for s in stems(h.text)})
        frame_words = {"talk", "talked", "spoke", "important", "thi", "discussed", "spok", "importan"}
        found[term] = frozenset(
            s for s in {*said, *counts} if s not in frame_words and ((s in said and counts[s]) or counts[s] > 1)
        )
    return found


def stems(text: str) -> list[str]:
    """The content words of a text, cut down to what their forms share."""
    return [stem(w) for w in re.findall(r"[A-Za-z0-9À-ɏ]+", text.casefold()) if w not in _STOP]


def stem(word: str) -> str:
    """A crude stem: endings off, at most eight letters."""
    word = word.casefold()
    for ending in ("ies", "ing", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:8]


def known(target: str, vocabulary: frozenset[str]) -> list[bool | None]:
    """For each word whether the lexicon knows it; None for a word without content."""
    marks: list[bool | None] = []
    for start, end in words(target):
        content = stems(target[start:end])
        marks.append(any(s in vocabulary for s in content) if content else None)
    return marks


def attended(translator: Attending, questions: Sequence[Question]) -> list[list[bool | None]]:
    """For each target which of its words looked at the term more than elsewhere; [] where that is unknown."""
    found: list[list[bool | None]] = []
    rows = translator.attention([q.source for q in questions], [q.target for q in questions])
    for question, weights in zip(questions, rows, strict=True):
        places = words(question.target)
        marks: list[bool | None] = []
        for (start, end), row in zip(places, weights, strict=False):
            whole = sum(row)
            inside = sum(row[question.start : question.end])
            marks.append(inside > whole / 2 if whole > 0 and stems(question.target[start:end]) else None)
        found.append(marks if len(marks) == len(places) else [])
    return found


def _runs(marks: Sequence[bool | None]) -> list[Span]:
    """Stretches of marked words, words without content between them included."""
    runs: list[Span] = []
    at = 0
    while at < len(marks):
        if not marks[at]:
            at += 1
            continue
        end = at + 1
        while end < len(marks) and marks[end] is not False:
            end += 1
        last = max(i for i in range(at, end) if marks[i]) + 1
        runs.append((at, last))
        at = end
    return runs


def agreed(target: str, losses: Sequence[float], marks: Sequence[bool | None], *, exactly: bool = False) -> Span | None:
    """The characters that occlusion and a second opinion name, articles and outer punctuation left out; else None.

    The second opinion must have marked exactly one stretch of what occlusion points at, and of the content words in
    either at least half must be in both, ``exactly``: all.
    """
    places = words(target)
    if not len(places) == len(losses) == len(marks):
        return None
    steep = steepest(losses)
    if steep is None:
        return None
    near = [run for run in _runs(marks) if run[0] < steep[1] and steep[0] < run[1]]
    if len(near) != 1:
        return None

    def content(span: Span) -> set[int]:
        return {i for i in range(*span) if stems(target[slice(*places[i])])}

    one, other = content(steep), content(near[0])
    if not one & other or len(one & other) * 2 < len(one | other) or (exactly and one != other):
        return None
    # English heads stand on the right: what only occlusion names there is a neighbour; on the left it
    # may be a modifier
    sure = {i for i in one - other if losses[i] >= _SURE}
    if any(i > max(other) for i in sure):
        return None
    left = min(other)
    while left - 1 in sure:
        left -= 1
    if max(other) - left >= _LONGEST:
        return None
    start, end = places[left][0], places[max(other)][1]
    text = target[start:end]
    core = re.match(r"^[\W_]*(.*?)(?:['’]s|['’])?[\W_]*$", text, re.DOTALL)
    if not core or not core[1]:
        return None
    return start + core.start(1), start + core.end(1)
