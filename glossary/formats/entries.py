"""A concept as a terminologist's entry: fields of the entry, then terms of either language, each with a status.

TBX and MultiTerm share this shape. Everything a concept holds has its place here, so both round trips are lossless.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from glossary.formats.base import BANNED
from glossary.model import Article, Case, Concept, MatchMode, TermStatus

_E = TypeVar("_E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of one language. ``role`` is plural, short or "". ``status`` None: not said."""

    text: str
    status: TermStatus | None = None
    role: str = ""
    pos: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """``fields``: (name, value) of what the interchange formats have no own word for; ``extra`` is a JSON pair."""

    ja: tuple[Term, ...]
    en: tuple[Term, ...]
    id: str = ""
    domain: str = ""
    note: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    origin: str = ""


def entry_of(concept: Concept) -> Entry:
    """The entry of a concept: forbidden renderings are deprecated English terms."""
    others = concept.status if concept.status in BANNED else TermStatus.ADMITTED
    fields = [
        ("status", concept.status.value if concept.status in (TermStatus.FORBIDDEN, TermStatus.DRAFT) else ""),
        ("article", concept.article.value),
        ("case", concept.case.value if concept.case is not Case.AS_IS else ""),
        ("match", concept.match.value if concept.match is not MatchMode.AUTO else ""),
        *(("extra", json.dumps(pair, ensure_ascii=False)) for pair in concept.extra),
    ]
    preferred = (TermStatus.PREFERRED, *[TermStatus.ADMITTED] * len(concept.targets))
    roles = (("plural", concept.plural), ("short", concept.short))
    return Entry(
        ja=(Term(concept.source, concept.status, pos=concept.pos), *(Term(v, others) for v in concept.variants)),
        en=(
            *(Term(t, s) for t, s in zip(concept.targets, preferred, strict=False)),
            *(Term(text, TermStatus.ADMITTED, role) for role, text in roles if text),
            *(Term(t, TermStatus.DEPRECATED) for t in concept.forbidden),
        ),
        id=concept.id,
        domain=concept.domain,
        note=concept.note,
        fields=tuple((name, value) for name, value in fields if value),
    )


def concepts_of(entry: Entry) -> Iterator[Concept]:
    """The concept of an entry; then, for a foreign one, each banned Japanese synonym as a concept of its own."""
    if not entry.ja:
        return
    banned = [t for t in entry.ja if t.status in BANNED]
    main = [t for t in entry.ja if t.status not in BANNED] or banned
    first = next((t for t in main if t.status is TermStatus.PREFERRED), main[0])
    fields = dict(entry.fields)
    english = [t for t in entry.en if t.status not in BANNED and not t.role]
    english.sort(key=lambda term: term.status is not TermStatus.PREFERRED)
    concept = Concept(
        source=first.text,
        targets=tuple(t.text for t in english),
        variants=tuple(t.text for t in main if t is not first),
        pos=first.pos,
        status=_member(TermStatus, fields.get("status"), first.status or TermStatus.PREFERRED),
        forbidden=tuple(t.text for t in entry.en if t.status in BANNED),
        plural=next((t.text for t in entry.en if t.role == "plural"), ""),
        article=_member(Article, fields.get("article"), Article.NONE),
        short=next((t.text for t in entry.en if t.role == "short"), ""),
        case=_member(Case, fields.get("case"), Case.AS_IS),
        match=_member(MatchMode, fields.get("match"), MatchMode.AUTO),
        domain=entry.domain,
        note=entry.note,
        id=entry.id,
        extra=tuple(pair for name, value in entry.fields if name == "extra" and (pair := _pair(value))),
        origin=entry.origin,
    )
    yield concept
    if main is not banned:
        for term in banned:
            yield Concept(
                term.text, concept.targets, status=TermStatus.DEPRECATED, domain=entry.domain, origin=entry.origin
            )


def _member(kind: type[_E], value: str | None, default: _E) -> _E:
    return next((member for member in kind if value and member.value == value), default)


def _pair(value: str) -> tuple[str, str] | None:
    try:
        pair = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return (pair[0], pair[1]) if isinstance(pair, list) and [type(p) for p in pair] == [str, str] else None
