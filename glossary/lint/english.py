"""Defects of the English side of one row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.chars import has_japanese
from glossary.lint import characters
from glossary.lint.rules import LintFinding, found
from glossary.model import Concept, TermStatus
from glossary.patterns import Lazy

_NEED_ENGLISH = (TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.DRAFT)
_PLACEHOLDER = Lazy(
    r"(?:todo|tbd|tba|tbc|fixme|xxx+|n/?a|none|null|ditto|same(?: as above)?|untranslated|missing|translate(?: me)?)"
    r"[.!?]*|[-–—?？*_.…~〃#]+|\[.*\]|<.*>",
    re.IGNORECASE,
)
_SEPARATOR = Lazy(r"\s/\s|[;；／、，]|\s\|\s")
_ENDING = Lazy(r"[,;:!?]$|^[,.;:!?–—-]")
_STOP = Lazy(r"(?:^|\s)([^\s.]+)\.$")
_SHORTENED = (
    "Co Jr Sr Inc Ltd Corp Bros Gov Sen Rep Gen Col Maj Lt Sgt Capt Adm Cmdr Dr Mr Mrs Ms Prof St Mt No Dept Univ Assn "
    "Intl Natl Govt Min Pres Sec Div Bn vs etc al"
)
_ABBREVIATED = frozenset(_SHORTENED.split())


def check(concept: Concept) -> Iterator[LintFinding]:
    """Targets, forbidden forms, plural and short form."""
    for form in (*concept.targets, *concept.forbidden, concept.plural, concept.short):
        if form:
            yield from _form(form, concept)
    for form in concept.targets:
        if _PLACEHOLDER.fullmatch(form.strip()) is not None:
            yield found("placeholder", f"{form!r} stands where the English should; write it", concept)
    if not concept.targets and concept.status in _NEED_ENGLISH:
        yield found("empty-target", f"「{concept.source}」 has no target; write the English term", concept)


def _form(form: str, concept: Concept) -> Iterator[LintFinding]:
    if form != form.strip():
        yield found("edge-space", f"{form!r} begins or ends with a space; delete it", concept)
    inner = form.strip()
    if "  " in inner:
        yield found("double-space", f"{form!r} has two spaces in a row; keep one", concept)
    if (_ENDING.search(inner) is not None or _ends_a_sentence(inner)) and _PLACEHOLDER.fullmatch(inner) is None:
        yield found("punctuation", f"{form!r} begins or ends with punctuation; delete it", concept)
    if _SEPARATOR.search(inner) is not None:
        yield found("alternatives", f"{form!r} looks like several terms; separate them by |", concept)
    if characters.unbalanced(inner):
        yield found("brackets", f"{form!r} has an unpaired bracket; complete or delete it", concept)
    if (alike := characters.look_alike(inner)) is not None and not has_japanese(inner):
        yield found("look-alike", f"{form!r}: {alike[0]} looks like {alike[1]}; which is meant?", concept)
    if inner.isascii():
        return
    if code := characters.invisible(inner):
        yield found("invisible", f"{form!r} has the invisible character {code}; delete it", concept)
    if characters.ODD_SPACE.search(inner) is not None:
        yield found("odd-space", f"{form!r} has a space of an unusual kind; write an ordinary one", concept)
    if characters.FULL_WIDTH.search(inner) is not None:
        yield found("width", f"{form!r} has full-width characters; write {characters.plain(form)!r}", concept)
    if not has_japanese(inner):
        return
    if form == concept.source and form in concept.targets:
        yield found("source-is-target", f"「{form}」 is kept in Japanese; is that meant?", concept)
    else:
        yield found("target-japanese", f"English {form!r} contains Japanese; translate it", concept)


def _ends_a_sentence(form: str) -> bool:
    """A full stop that belongs to no abbreviation."""
    hit = _STOP.search(form)
    return hit is not None and len(hit[1]) > 1 and hit[1] not in _ABBREVIATED
