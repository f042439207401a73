"""Terms that the matcher never finds, not even where they stand alone: asked of the matcher itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.chars import COUNTRIES, Script, script
from glossary.lint.rules import LintFinding, found
from glossary.match import Glossary
from glossary.model import Concept, MatchMode, TermStatus

_CARRIERS = ("「{}」", "その{}は", "新しい{}を見た。")


def check(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """One character, or none that makes a word: longer terms always stand somewhere."""
    for concept in rows:
        if concept.match is MatchMode.SUGGEST or concept.status is TermStatus.DRAFT:
            continue
        for term in (concept.source, *concept.variants):
            if _doubtful(term.strip()) and not _findable(term, concept):
                message = f"「{term}」 is never found, as it is no word of its own; delete it or write the whole term"
                yield found("unreachable", message, concept)


def _doubtful(term: str) -> bool:
    if not any(script(char) is not Script.EDGE for char in term):
        return bool(term)
    # Country characters stand in lists and before titles.
    return len(term) == 1 and term not in COUNTRIES


def _findable(term: str, concept: Concept) -> bool:
    if not any(script(char) is not Script.EDGE for char in term):
        return False
    alone = Glossary.from_concepts([Concept(term, concept.targets or ("x",), match=concept.match)])
    return any(alone.match(carrier.format(term)) for carrier in _CARRIERS)
