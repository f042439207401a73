"""MultiTerm XML (``mtf``): the fields of a termbase are free, so ours are all there under their own names."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from glossary.formats.base import Written, usable
from glossary.formats.entries import Entry, Term, concepts_of, entry_of
from glossary.formats.xmlsafe import DECLARATION, children, content, descendants, language, local, parse, tag
from glossary.model import Concept, GlossaryError, TermStatus

_NAMES = {"japanese": "ja", "english": "en"}
_FIELDS = {
    "Subject": "domain",
    "Note": "note",
    "Definition": "note",
    "ID": "id",
    "Concept status": "status",
    "Article": "article",
    "Case": "case",
    "Match": "match",
    "Extra": "extra",
}
_TYPES = {ours: theirs for theirs, ours in _FIELDS.items() if theirs != "Definition"}
_STATUS = {status.value: status for status in TermStatus}


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The concepts of a MultiTerm export; entries without Japanese are passed over."""
    root = parse(data, name)
    if local(root) != "mtf":
        raise GlossaryError(f"{name}:1: its root is <{local(root)}>; a MultiTerm export starts with <mtf>")
    entries = [_entry(e, f"{name}#{n}") for n, e in enumerate(descendants(root, "conceptGrp"), 1)]
    if entries and not any(entry.ja for entry in entries):
        raise GlossaryError(f"{name}: no entry has a Japanese term; its languageGrp needs lang='JA'")
    return usable(concept for entry in entries for concept in concepts_of(entry))


def _entry(element: ET.Element, origin: str) -> Entry:
    terms: dict[str, list[Term]] = {"ja": [], "en": []}
    for group in children(element, "languageGrp"):
        head = next(children(group, "language"), None)
        if head is None:
            continue
        side = language(head) or _NAMES.get(head.get("type", "").split(" ")[0].split("_")[0].lower(), "")
        if side in terms:
            terms[side] += [_term(t) for t in children(group, "termGrp")]
    pairs = [(_FIELDS.get(kind, ""), value) for kind, value in _descriptions(element)]
    first = {name: value for name, value in reversed(pairs) if name in ("domain", "id")}
    return Entry(
        tuple(terms["ja"]),
        tuple(terms["en"]),
        first.get("id", ""),
        first.get("domain", ""),
        "; ".join(value for name, value in pairs if name == "note"),
        tuple((name, value) for name, value in pairs if name in ("status", "article", "case", "match", "extra")),
        origin,
    )


def _term(group: ET.Element) -> Term:
    told = dict(_descriptions(group))
    status = _STATUS.get(told.get("Status", "").strip().lower())
    text = content(next(children(group, "term"), None))
    return Term(text, status, told.get("Role", ""), told.get("Part of Speech", ""))


def _descriptions(element: ET.Element) -> Iterator[tuple[str, str]]:
    for group in children(element, "descripGrp"):
        for item in children(group, "descrip"):
            yield item.get("type", ""), content(item)


def write(concepts: Sequence[Concept]) -> Written:
    """A MultiTerm import file."""
    groups = (_group(entry_of(concept), number) for number, concept in enumerate(concepts, 1))
    return Written((DECLARATION + tag("mtf", "\n", *groups) + "\n").encode())


def _group(entry: Entry, number: int) -> str:
    told = [("id", entry.id), ("domain", entry.domain), ("note", entry.note), *entry.fields]
    parts = [tag("concept", text=str(number))]
    parts += [_descrip(_TYPES[name], value) for name, value in told if value]
    for side, title, terms in (("JA", "Japanese", entry.ja), ("EN", "English", entry.en)):
        if terms:
            head = tag("language", attributes={"type": title, "lang": side})
            parts.append("\n" + tag("languageGrp", head, *(_term_group(term) for term in terms)))
    return tag("conceptGrp", *parts) + "\n"


def _term_group(term: Term) -> str:
    status = term.status.value if term.status else ""
    told = (("Status", status), ("Part of Speech", term.pos), ("Role", term.role))
    return tag("termGrp", tag("term", text=term.text), *(_descrip(kind, value) for kind, value in told if value))


def _descrip(kind: str, value: str) -> str:
    return tag("descripGrp", tag("descrip", text=value, attributes={"type": kind}))
