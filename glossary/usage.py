"""Words that should not be used, on both sides: what a pair does against the termbase, and what to write instead.

``status`` speaks of the Japanese term: a ``deprecated`` or ``forbidden`` row proscribes it in the source. Its target is
proscribed in the English too, unless a term in force demands or accepts the same English (北鮮 is no word to use, but
"North Korea" is right). The ``forbidden`` column bans English words by themselves.

>>> from glossary import Concept, Glossary, TermStatus
>>> old = Concept("北鮮", ("North Korea",), status=TermStatus.DEPRECATED)
>>> new = Concept("北朝鮮", ("North Korea",), forbidden=("Norks",))
>>> glossary = Glossary.from_concepts([old, new])
>>> usage = glossary.usage
>>> for violation in usage.violations(glossary.match("北鮮とは、北朝鮮だ。"), "That is the Norks."):
...     print(violation)
北朝鮮: “North Korea” is missing
「北鮮」 is deprecated; use 「北朝鮮」
北朝鮮: “Norks” must not be used; use “North Korea”
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from glossary.model import Concept, TermMatch, TermStatus
from glossary.verify import forbidden, verbatim, verify

_PROSCRIBED = (TermStatus.DEPRECATED, TermStatus.FORBIDDEN)
_LIVE = (TermStatus.PREFERRED, TermStatus.ADMITTED)


class Misuse(str, Enum):
    """What is wrong; ``SOURCE_…`` lie in the Japanese, ``MISSING`` and ``ALTERED`` have no place in the English."""

    MISSING = "missing"
    ALTERED = "altered"  # missing, and not to be translated
    FORBIDDEN = "forbidden"
    DEPRECATED = "deprecated"
    SOURCE_FORBIDDEN = "source-forbidden"
    SOURCE_DEPRECATED = "source-deprecated"


@dataclass(frozen=True, slots=True)
class Violation:
    """One use against the termbase.

    ``start``/``end`` lie in the English for ``FORBIDDEN`` and ``DEPRECATED``, else in the Japanese; ``text`` is what
    stands there. ``preferred`` is what to write, "" where the termbase does not say.
    """

    misuse: Misuse
    start: int
    end: int
    text: str
    preferred: str
    match: TermMatch

    @property
    def in_target(self) -> bool:
        """Whether the place is in the English."""
        return self.misuse in (Misuse.FORBIDDEN, Misuse.DEPRECATED)

    def __str__(self) -> str:
        if self.misuse is Misuse.MISSING:
            return f"{self.text}: “{self.preferred}” is missing"
        if self.misuse is Misuse.ALTERED:
            return f"{self.text}: must stay “{self.preferred}”, untranslated"
        instead = f"“{self.preferred}”" if self.in_target else f"「{self.preferred}」"
        use = f"; use {instead}" if self.preferred else ""
        if self.in_target:
            must = "must not be used" if self.misuse is Misuse.FORBIDDEN else "is deprecated"
            return f"{self.match.surface}: “{self.text}” {must}{use}"
        word = "forbidden" if self.misuse is Misuse.SOURCE_FORBIDDEN else "deprecated"
        return f"「{self.text}」 is {word}{use}"


class Usage:
    """The termbase as a whole: make one for ``Glossary.concepts`` and ask it about any number of pairs.

    Without concepts it still knows what matches say by themselves, but no word to use in place of a Japanese term.
    """

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        rows = tuple(concepts)
        self._by_target: dict[str, Concept] = {}
        self._by_id: dict[str, Concept] = {}
        for concept in sorted((c for c in rows if c.status in _LIVE), key=lambda c: _LIVE.index(c.status)):
            for form in concept.targets:
                self._by_target.setdefault(_folded(form), concept)
            if concept.id:
                self._by_id.setdefault(concept.id, concept)
        demanded = {_folded(form) for c in rows if c.status in _LIVE for form in c.forms}
        # A row's targets count as banned only where no term in force has them; that needs the whole termbase.
        self._banned = {c: extra for c in rows if c.status in _PROSCRIBED and (extra := _unused(c, demanded))}

    def successor(self, concept: Concept) -> Concept | None:
        """The term in force for the same thing: the same ``id``, or the same English; preferred ones first."""
        found = self._by_id.get(concept.id) if concept.id else None
        for form in concept.targets:
            found = found or self._by_target.get(_folded(form))
        return found if found is not None and found.source != concept.source else None

    def violations(self, matches: Sequence[TermMatch], target: str) -> tuple[Violation, ...]:
        """Everything about terms that is wrong in a pair; ``matches`` as ``Glossary.match`` gives them for the source.

        Missing and altered terms, proscribed Japanese, then proscribed English, each in text order.
        """
        asked = [match for match in matches if match.concept.enforced]
        missing = [_missing(match) for match, placed in zip(asked, verify(asked, target), strict=True) if not placed]
        return (*missing, *self.proscribed_source(matches), *self.proscribed_target(matches, target))

    def proscribed_source(self, matches: Sequence[TermMatch]) -> tuple[Violation, ...]:
        """Deprecated and forbidden Japanese in the source, as the matcher found it: inflected with ``match=lemma``."""
        found = []
        for match in matches:
            if match.concept.status in _PROSCRIBED:
                banned = match.concept.status is TermStatus.FORBIDDEN
                kind = Misuse.SOURCE_FORBIDDEN if banned else Misuse.SOURCE_DEPRECATED
                new = self.successor(match.concept)
                found.append(Violation(kind, match.start, match.end, match.surface, new.source if new else "", match))
        return tuple(found)

    def proscribed_target(self, matches: Sequence[TermMatch], target: str) -> tuple[Violation, ...]:
        """English that must not stand for the source's terms, unless it is part of a form that may."""
        settled = [self._settled(match) for match in matches]
        first = {new.concept: match for new, match in zip(reversed(settled), reversed(matches), strict=True)}
        found = []
        for use in forbidden(settled, target):
            match = first[use.concept]
            own_target = use.concept is not match.concept and match.concept.status is TermStatus.DEPRECATED
            kind = Misuse.DEPRECATED if own_target else Misuse.FORBIDDEN
            found.append(Violation(kind, use.start, use.end, use.text, self._english(match.concept), match))
        return tuple(found)

    def _settled(self, match: TermMatch) -> TermMatch:
        """The match with its row's own targets among the banned ones, where they are."""
        extra = self._banned.get(match.concept)
        if extra is None:
            return match
        kept = tuple(form for form in match.concept.targets if form not in extra)
        concept = replace(
            match.concept, targets=kept, forbidden=(*match.concept.forbidden, *extra), plural="", short=""
        )
        return replace(match, concept=concept)

    def _english(self, concept: Concept) -> str:
        """What to write instead of banned English."""
        if concept.status not in _PROSCRIBED:
            return concept.target
        new = self.successor(concept)
        return new.target if new else next((f for f in concept.targets if f not in self._banned.get(concept, ())), "")


def _missing(match: TermMatch) -> Violation:
    kind = Misuse.ALTERED if verbatim(match.concept) else Misuse.MISSING
    return Violation(kind, match.start, match.end, match.surface, match.target, match)


def _unused(concept: Concept, demanded: set[str]) -> tuple[str, ...]:
    return tuple(form for form in concept.forms if _folded(form) not in demanded)


def _folded(form: str) -> str:
    return " ".join(form.split()).casefold()
