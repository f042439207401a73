"""Candidate terms: which compounds of some documents deserve a place in the glossary, and what English they seem to have.

Ranked by C-value (Frantzi, Ananiadou & Mima 2000, “Automatic recognition of multi-word terms”, §2.3) with
log2(units + 1) for the length, so that one-unit names count too; English by the Dice coefficient over approved pairs,
ties by Dunning's log-likelihood ratio (1993).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from glossary import Concept, Glossary, TermStatus, dumps, normalize

LONGEST = 8
"""Words in a candidate at most."""
WIDEST = 6
"""English words in a proposal at most."""
SUPPORT = 2
"""Approved pairs that must agree on a proposal."""
ALIKE = 0.5
"""The Dice coefficient a proposal needs."""

_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|[^\w\s]")
_STOP = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "during",
        "each",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "more",
        "most",
        "no",
        "not",
        "of",
        "on",
        "or",
        "other",
        "our",
        "over",
        "own",
        "said",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "under",
        "up",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


class Kind(str, Enum):
    """What a word may do in a term: a prefix cannot end one, a suffix cannot begin one, a link does neither.

    A name needs no company.
    """

    NOUN = "noun"
    NAME = "name"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a noun phrase; ``units`` counts its shortest parts (安全保障 has 2)."""

    text: str
    kind: Kind = Kind.NOUN
    units: int = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """A maximal compound and the sentence it stands in."""

    words: tuple[Word, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """English for a candidate: ``pairs`` approved pairs have both, ``dice`` (0–1) says how exclusively."""

    target: str
    dice: float
    pairs: int


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """A compound that may be a term; ``context`` is the first sentence that has it, ``proposals`` best first."""

    source: str
    frequency: int
    c_value: float
    context: str
    proposals: tuple[Proposal, ...] = ()


def candidates(
    phrases: Iterable[Phrase], *, glossary: Glossary | None = None, min_frequency: int = 2
) -> tuple[TermCandidate, ...]:
    """Rank the compounds in ``phrases``, the best first; what the glossary has as a term of its own is left out."""
    counts: Counter[str] = Counter()
    units: dict[str, int] = {}
    contexts: dict[str, str] = {}
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        whole = "".join(word.text for word in phrase.words)
        known = [(match.start, match.end) for match in glossary.match(whole)] if glossary else []
        for start, words in _parts(phrase.words):
            text = "".join(word.text for word in words)
            if any(left <= start and start + len(text) <= right for left, right in known):
                continue  # 専門家 in 専門家パネル
            counts[text] += 1
            units.setdefault(text, sum(word.units for word in words))
            contexts.setdefault(text, phrase.sentence)
            for _, part in _parts(words):
                if len(part) < len(words):
                    inside["".join(word.text for word in part)].add(text)
    found = []
    for text, frequency in counts.items():
        longer = inside[text]
        free = frequency - sum(counts[one] for one in longer) / len(longer) if longer else float(frequency)
        value = math.log2(units[text] + 1) * free
        if frequency >= min_frequency and value > 0:
            found.append(TermCandidate(text, frequency, value, contexts[text]))
    return tuple(sorted(found, key=lambda c: (-c.c_value, -c.frequency, c.source)))


def propose(
    found: Sequence[TermCandidate], pairs: Iterable[tuple[str, str]], *, most: int = 3
) -> tuple[TermCandidate, ...]:
    """The candidates with English from approved (source, target) pairs, where at least two pairs agree."""
    distinct = list(dict.fromkeys((source, target) for source, target in pairs if source and target))
    sources = [normalize(source).text for source, _ in distinct]
    grams = [_grams(target) for _, target in distinct]
    spread = Counter(gram for row in grams for gram in row)
    return tuple(_with_english(candidate, sources, grams, spread, most) for candidate in found)


def glossary_text(found: Sequence[TermCandidate]) -> str:
    """The candidates as a glossary file with status draft.

    A candidate without English stands as a comment line: write its English, delete the ``#``, and it is a row.
    """
    if not found:
        return dumps(())
    rows = [
        Concept(
            source=candidate.source,
            targets=tuple(p.target for p in candidate.proposals) or ("",),
            status=TermStatus.DRAFT,
            note=" ".join(candidate.context.split()),
            extra=(("frequency", str(candidate.frequency)), ("c-value", f"{candidate.c_value:.2f}")),
        )
        for candidate in found
    ]
    head, *lines = dumps(rows).splitlines()
    marked = [line if candidate.proposals else f"#{line}" for candidate, line in zip(found, lines, strict=True)]
    return "\n".join((head, *marked)) + "\n"


def _parts(words: Sequence[Word]) -> Iterator[tuple[int, tuple[Word, ...]]]:
    """Every run of words that could be a term, with its offset: two units or more, or a name."""
    for first in range(len(words)):
        if words[first].kind in (Kind.SUFFIX, Kind.LINK):
            continue
        for last in range(first, min(len(words), first + LONGEST)):
            part = tuple(words[first : last + 1])
            alone = len(part) == 1 and part[0].kind is not Kind.NAME and part[0].units < 2
            if words[last].kind not in (Kind.PREFIX, Kind.LINK) and not alone:
                yield sum(len(word.text) for word in words[:first]), part


_Grams = dict[str, tuple[bool, str]]
"""Folded n-gram → (not at the start of its text, as written)."""


def _grams(text: str) -> _Grams:
    """The English n-grams that could be a term."""
    words = _WORD.findall(text)
    found: _Grams = {}
    for first, opening in enumerate(words):
        if not opening[0].isalpha() or opening.casefold() in _STOP:
            continue
        for last in range(first, min(len(words), first + WIDEST)):
            word = words[last]
            if not word[0].isalnum():
                break
            if word.casefold() in _STOP:
                continue
            gram = " ".join(words[first : last + 1])
            gram = gram if "." in gram[:-1] else gram.removesuffix(".")
            if first or gram.casefold() not in found:
                found[gram.casefold()] = (first > 0, gram)
            if word.endswith(".") and "." not in word[:-1]:
                break  # a sentence ends here
    return found


def _with_english(
    candidate: TermCandidate,
    sources: Sequence[str],
    grams: Sequence[_Grams],
    spread: Counter[str],
    most: int,
) -> TermCandidate:
    wanted = normalize(candidate.source).text
    rows = [row for source, row in zip(sources, grams, strict=True) if wanted in source]
    together = Counter(gram for row in rows for gram in row)
    ranked = []
    for gram, pairs in together.items():
        dice = 2 * pairs / (len(rows) + spread[gram])
        if pairs >= SUPPORT and dice >= ALIKE:
            score = _likelihood(pairs, len(rows), spread[gram], len(sources))
            ranked.append((-dice, -score, -gram.count(" "), gram, pairs))
    chosen: list[Proposal] = []
    for dice, _, _, gram, pairs in sorted(ranked):
        # of "panel of experts" and "experts" with the same figures, only the longer says something
        if any(f" {gram} " in f" {other.target.casefold()} " and pairs <= other.pairs for other in chosen):
            continue
        spellings = Counter(row[gram] for row in rows if gram in row)
        _, written = max(spellings, key=lambda spelling: (spelling[0], spellings[spelling]))
        chosen.append(Proposal(written, -dice, pairs))
        if len(chosen) == most:
            break
    return TermCandidate(candidate.source, candidate.frequency, candidate.c_value, candidate.context, tuple(chosen))


def _likelihood(both: int, left: int, right: int, total: int) -> float:
    """Dunning's log-likelihood ratio of a 2 × 2 table: how surprising it is to see the two together so often."""

    def entropy(*counts: int) -> float:
        whole = sum(counts)
        return sum(count * math.log(count / whole) for count in counts if count)

    table = (both, left - both, right - both, total - left - right + both)
    return 2 * (entropy(*table) - entropy(left, total - left) - entropy(right, total - right))
