"""Candidate terms: which compounds of some documents deserve a place in the glossary.

Ranked by C-value (Frantzi, Ananiadou & Mima 2000, “Automatic recognition of multi-word terms”, §2.3) with
log2(units + 1) for the length, so that one-unit names count too. Their English comes from ``pipeline.proposals``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from glossary import Concept, Glossary, TermStatus, dumps

LONGEST = 8
"""Words in a candidate at most."""
CONTEXTS = 3
"""Sentences kept for a candidate at most."""


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


class Provenance(str, Enum):
    """Who the English comes from."""

    PEOPLE = "people"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Proposal:
    """English for a candidate.

    From people: ``pairs`` approved pairs have both, ``dice`` (0–1) says how exclusively. From the model: ``pairs``
    sentences with the candidate have it in their translation, ``dice`` is the share of those tried; 0 means that only
    the candidate by itself is translated so.
    """

    target: str
    dice: float
    pairs: int
    by: Provenance = Provenance.PEOPLE

    @property
    def confirmed(self) -> bool:
        """Whether it was seen in a sentence."""
        return self.pairs > 0

    def __str__(self) -> str:
        return f"{self.by.value}:{self.pairs}"


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """A compound that may be a term; ``context`` is the first sentence that has it, ``proposals`` best first.

    ``contexts`` are up to ``CONTEXTS`` different sentences, the first among them.
    """

    source: str
    frequency: int
    c_value: float
    context: str
    proposals: tuple[Proposal, ...] = ()
    contexts: tuple[str, ...] = ()


def candidates(
    phrases: Iterable[Phrase], *, glossary: Glossary | None = None, min_frequency: int = 2
) -> tuple[TermCandidate, ...]:
    """Rank the compounds in ``phrases``, the best first; what the glossary has as a term of its own is left out."""
    counts: Counter[str] = Counter()
    units: dict[str, int] = {}
    contexts: defaultdict[str, list[str]] = defaultdict(list)
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
            if len(contexts[text]) < CONTEXTS and phrase.sentence not in contexts[text]:
                contexts[text].append(phrase.sentence)
            for _, part in _parts(words):
                if len(part) < len(words):
                    inside["".join(word.text for word in part)].add(text)
    found = []
    for text, frequency in counts.items():
        longer = inside[text]
        free = frequency - sum(counts[one] for one in longer) / len(longer) if longer else float(frequency)
        value = math.log2(units[text] + 1) * free
        if frequency >= min_frequency and value > 0:
            seen = tuple(contexts[text])
            found.append(TermCandidate(text, frequency, value, seen[0], contexts=seen))
    return tuple(sorted(found, key=lambda c: (-c.c_value, -c.frequency, c.source)))


def glossary_text(found: Sequence[TermCandidate]) -> str:
    """The candidates as a glossary file with status draft; ``provenance`` says where each target comes from.

    A candidate without English that was seen in a sentence stands as a comment line: write or confirm its English,
    delete the ``#``, and it is a row.
    """
    if not found:
        return dumps(())
    rows = [
        Concept(
            source=candidate.source,
            targets=tuple(p.target for p in candidate.proposals) or ("",),
            status=TermStatus.DRAFT,
            note=" ".join(candidate.context.split()),
            extra=(
                ("frequency", str(candidate.frequency)),
                ("c-value", f"{candidate.c_value:.2f}"),
                ("provenance", " ".join(map(str, candidate.proposals))),
            ),
        )
        for candidate in found
    ]
    head, *lines = dumps(rows).splitlines()
    kept = [any(p.confirmed for p in candidate.proposals) for candidate in found]
    marked = [line if keep else f"#{line}" for keep, line in zip(kept, lines, strict=True)]
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
