"""Numbers about a glossary: what it holds, and what of it some texts use.

>>> from glossary import Concept, Glossary, stats
>>> glossary = Glossary.from_concepts([Concept("専門家パネル", ("Panel of Experts",)), Concept("制裁", ("sanctions",))])
>>> found = stats(glossary, ["専門家パネルは解散した。"])          # doctest: +SKIP
>>> found.used, found.coverage                                        # doctest: +SKIP
((('専門家パネル', 1),), 0.5)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from glossary.match import Glossary
from glossary.model import Concept

Count = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a glossary and of its use; pairs are (name, count), the most frequent first.

    ``coverage`` is the share of the concepts that the texts use, ``density`` the matches per 1,000 characters; both
    are 0.0 without texts. ``longest`` and ``shortest`` are source terms.
    """

    concepts: int
    enforced: int
    variants: int
    targets: int
    forbidden: int
    domains: tuple[Count, ...]
    statuses: tuple[Count, ...]
    modes: tuple[Count, ...]
    longest: tuple[str, ...]
    shortest: tuple[str, ...]
    texts: int = 0
    characters: int = 0
    matches: int = 0
    used: tuple[Count, ...] = ()
    coverage: float = 0.0
    density: float = 0.0


def stats(glossary: Glossary, texts: Iterable[str] = (), *, extremes: int = 3) -> Stats:
    """Count the concepts in force, and their matches in ``texts``; nested terms do not count as used."""
    concepts = glossary.concepts
    lines = list(texts)
    found = [match.source for row in glossary.match_all(lines) for match in row]
    characters = sum(len("".join(line.split())) for line in lines)
    by_length = sorted((c.source for c in concepts), key=lambda source: (len(source), source))
    return Stats(
        concepts=len(concepts),
        enforced=sum(c.enforced for c in concepts),
        variants=sum(len(c.variants) for c in concepts),
        targets=sum(len(c.targets) for c in concepts),
        forbidden=sum(len(c.forbidden) for c in concepts),
        domains=_counts(c.domain for c in concepts),
        statuses=_counts(c.status.value for c in concepts),
        modes=_counts(c.match.value for c in concepts),
        longest=tuple(reversed(by_length[-extremes:])),
        shortest=tuple(by_length[:extremes]),
        texts=len(lines),
        characters=characters,
        matches=len(found),
        used=_counts(found),
        coverage=_share(set(found), concepts),
        density=1000 * len(found) / characters if characters else 0.0,
    )


def _counts(names: Iterable[str]) -> tuple[Count, ...]:
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _share(used: set[str], concepts: tuple[Concept, ...]) -> float:
    own = {concept.source for concept in concepts}  # country lists are made up on the spot
    return len(used & own) / len(concepts) if concepts else 0.0
