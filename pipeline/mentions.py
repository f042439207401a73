"""First mention and later mentions of what has a short form, per document.

The first time running text names it, it reads "the Workers' Party of Korea (WPK)"; from then on "the WPK". What is named
once stays as it is, with no brackets. Only the machine's own text is changed; what people wrote is read, so that a name
they have given counts. Headings and bylines keep what they say.

``mentions`` is a function of the English before any such change, so the result of a run does not depend on the runs
before it: the changes are kept with the text (``notes``), taken back, and made anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glossary import Concept, TermMatch

from .edits import Edits
from .mention_forms import Form, Occurrence, acronym, locate, rewrite
from .model import BlockKind, Repair

RUNNING = frozenset((BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.NUMBERED, BlockKind.QUOTATION))
"""Where mentions are counted and changed."""

FIRST, LATER, ONLY = "first mention", "later mention", "mentioned once"


@dataclass(frozen=True, slots=True)
class Passage:
    """A distinct source of the document with its English as it was before any mention was changed.

    ``owned``: the machine may change it; ``running``: its first occurrence stands in running text.
    """

    source: str
    target: str
    matches: tuple[TermMatch, ...] = ()
    owned: bool = True
    running: bool = True


@dataclass(frozen=True, slots=True)
class _Place:
    """What one passage says of one concept."""

    passage: int
    found: tuple[Occurrence, ...]
    changeable: bool  # each occurrence is one the source asks for
    definable: bool  # and each the source asks for is there

    def has(self, *forms: Form) -> bool:
        return any(item.form in forms for item in self.found)


def mentions(passages: Sequence[Passage]) -> tuple[tuple[str, tuple[Repair, ...]], ...]:
    """For each passage, in document order, its text and the changes in it (offsets into that text)."""
    edits = [Edits(passage.target) for passage in passages]
    running = [(i, p.target, p.target.casefold()) for i, p in enumerate(passages) if p.running]
    for concept in _concepts(passages):
        short, name = concept.short, concept.target.casefold()
        touched = [i for i, text, folded in running if short in text or name in folded]
        _settle(concept, passages, touched, edits)
    return tuple((edit.text, edit.log) for edit in edits)


def _concepts(passages: Sequence[Passage]) -> list[Concept]:
    """What can be shortened, in order of appearance. A short form that two names share is used for neither."""
    named: dict[str, dict[str, Concept]] = defaultdict(dict)
    for passage in passages:
        for match in passage.matches:
            if match.concept.enforced and acronym(match.concept):
                named[match.concept.short].setdefault(match.target, match.concept)
    return [next(iter(found.values())) for found in named.values() if len(found) == 1]


def _settle(concept: Concept, passages: Sequence[Passage], touched: Sequence[int], edits: Sequence[Edits]) -> None:
    """Change the machine's mentions of one concept, from the first to the last of the passages that name it."""
    places = [_place(concept, number, passages[number], edits[number].text) for number in touched]
    known = False
    for at, place in enumerate(places):
        edit = edits[place.passage]
        if not place.changeable:
            given = (Form.DEFINED,) if passages[place.passage].owned else (Form.LONG, Form.DEFINED)
            known = known or place.has(*given)
            continue
        shorts = [_is_short(place, item, concept, edits) for item in place.found]
        later = known or any(_is_short(p, item, concept, edits) for p in places[at + 1 :] for item in p.found)
        shift = 0
        for number, item in enumerate(place.found):
            again = later or any(shorts[number + 1 :])
            form, rule = (Form.SHORT, LATER) if known else (Form.LONG, FIRST if again else ONLY)
            if not known and again and place.definable:
                form = Form.DEFINED
            here = replace(item, start=item.start + shift, end=item.end + shift)
            change = rewrite(edit.text, here, concept, form)
            if change is None:
                continue
            start, end, new = change
            edit.replace(start, end, new, rule)
            shift += len(new) - (end - start)
            known = known or form is Form.DEFINED


def _is_short(place: _Place, item: Occurrence, concept: Concept, edits: Sequence[Edits]) -> bool:
    """Whether an occurrence will be a short form once the concept is known."""
    if item.form is Form.SHORT or not place.changeable:
        return item.form is Form.SHORT
    return rewrite(edits[place.passage].text, item, concept, Form.SHORT) is not None


def _place(concept: Concept, number: int, passage: Passage, text: str) -> _Place:
    own = [m for m in passage.matches if m.concept.enforced and _same(m.concept, concept)]
    others = {m.concept: None for m in passage.matches if m.concept.enforced and not _same(m.concept, concept)}
    found = locate(text, concept, others)
    sure = passage.owned and bool(own) and len(found) <= len(own) and not _defined_in_source(passage, concept, own)
    return _Place(number, found, sure, sure and len(found) == len(own))


def _same(one: Concept, other: Concept) -> bool:
    return (one.target, one.short) == (other.target, other.short)


def _defined_in_source(passage: Passage, concept: Concept, own: Sequence[TermMatch]) -> bool:
    """Whether the author gives the short form, or says the name and its short form side by side."""
    source = unicodedata.normalize("NFKC", passage.source)
    if re.search(rf"(?<![A-Za-z0-9]){re.escape(concept.short)}(?![A-Za-z0-9])", source):
        return True
    ends = {m.end for m in own}
    return any(m.start - 1 in ends and passage.source[m.start - 1] in "（(" for m in own)
