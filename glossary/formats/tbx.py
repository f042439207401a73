"""TBX: version 3 (ISO 30042:2019, TBX-Basic) in DCA and DCT style, and version 2 (martif). Read by looking at the file.

TBX-Basic has words for part of speech, subject field and administrative status. What it has none for stands in notes
``x-taiyaku-NAME: VALUE``, which any tool shows and none minds: on the entry for status (forbidden, draft), article,
case, match, pos, id, extra (a JSON pair) and a note that itself starts so; on an English term for its role (plural or
short). A forbidden Japanese term is ``deprecatedTerm-admn-sts``, a draft has no administrative status.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from glossary.formats.base import POS_BACK, Written, usable
from glossary.formats.entries import Entry, Term, concepts_of, entry_of
from glossary.formats.xmlsafe import DECLARATION, children, content, descendants, language, local, parse, tag
from glossary.model import Concept, GlossaryError, TermStatus

_STATUS = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.DEPRECATED: "deprecatedTerm-admn-sts",
    TermStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
}
_BACK = {
    "preferredTerm": TermStatus.PREFERRED,
    "standardizedTerm": TermStatus.PREFERRED,
    "admittedTerm": TermStatus.ADMITTED,
    "deprecatedTerm": TermStatus.DEPRECATED,
    "supersededTerm": TermStatus.DEPRECATED,
}
_OWN = "x-taiyaku-"
_POS = {"noun": "noun", "propn": "noun", "verb": "verb", "adj": "adjective", "adv": "adverb"}
"""TBX-Basic knows these and ``other``; it has no proper nouns (older files write ``properNoun``)."""

_NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MADE = re.compile(r"taiyaku-\d+")
_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_MODULES = {"xmlns:min": "http://www.tbxinfo.net/ns/min", "xmlns:basic": "http://www.tbxinfo.net/ns/basic"}
_PREFIX = {"partOfSpeech": "min", "administrativeStatus": "min", "subjectField": "min", "termType": "basic"}


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The concepts of a TBX file of any of the three kinds; entries without Japanese are passed over."""
    root = parse(data, name)
    if local(root) not in ("tbx", "martif"):
        raise GlossaryError(f"{name}:1: its root is <{local(root)}>; a TBX file starts with <tbx> or <martif>")
    found = list(descendants(root, "conceptEntry", "termEntry"))
    entries = [_entry(element, f"{name}#{number}") for number, element in enumerate(found, 1)]
    if entries and not any(entry.ja for entry in entries):
        raise GlossaryError(f"{name}: no entry has a Japanese term; terms need xml:lang='ja'")
    return usable(concept for entry in entries for concept in concepts_of(entry))


def _entry(element: ET.Element, origin: str) -> Entry:
    terms: dict[str, list[Term]] = {"ja": [], "en": []}
    for section in children(element, "langSec", "langSet"):
        if (side := language(section)) in terms:
            terms[side] += [_term(group) for group in children(section, "termSec", "tig", "ntig")]
    fields: list[tuple[str, str]] = []
    notes: list[str] = []
    domain = ""
    identifier = "" if _MADE.fullmatch(element.get("id", "")) else element.get("id", "")
    pos = None
    for name, value in _categories(element, {"langSec", "langSet"}):
        if name == "subjectField":
            domain = domain or value
        elif name == "note" and value.startswith(_OWN):
            own, _, value = value.removeprefix(_OWN).partition(": ")
            if own == "note":
                notes.append(value)
            elif own == "id":
                identifier = value
            elif own == "pos":
                pos = value
            else:
                fields.append((own, value))
        elif name in ("note", "definition") and value:
            notes.append(value)
    if pos is not None and terms["ja"]:
        terms["ja"] = [Term(t.text, t.status, t.role, pos) for t in terms["ja"]]
    return Entry(
        tuple(terms["ja"]),
        tuple(terms["en"]),
        identifier,
        domain,
        "; ".join(notes),
        tuple(fields),
        origin,
    )


def _term(group: ET.Element) -> Term:
    status, role, pos = None, "", ""
    for name, value in _categories(group, set()):
        if name in ("administrativeStatus", "normativeAuthorization"):
            status = _BACK.get(value.strip().removesuffix("-admn-sts"), status)
        elif name == "partOfSpeech":
            pos = POS_BACK.get(value.strip(), value.strip())
        elif name == "note" and value.startswith(f"{_OWN}role: "):
            role = value.removeprefix(f"{_OWN}role: ")
    return Term(content(next(descendants(group, "term"), None)), status, role, pos)


def _categories(element: ET.Element, stop: set[str]) -> Iterator[tuple[str, str]]:
    """(data category, value) of an element: ``type`` names it in DCA, the element in DCT. Groups are looked into."""
    for child in element:
        name = local(child)
        if name in stop:
            continue
        if name.endswith("Grp"):
            yield from _categories(child, stop)
        else:
            yield child.get("type") or name, content(child)


def write_dca(concepts: Sequence[Concept]) -> Written:
    """TBX-Basic 3, data categories as attributes."""
    return _write_v3(concepts, "dca")


def write_dct(concepts: Sequence[Concept]) -> Written:
    """TBX-Basic 3, data categories as tags."""
    return _write_v3(concepts, "dct")


def _write_v3(concepts: Sequence[Concept], style: str) -> Written:
    attributes = {"type": "TBX-Basic", "style": style, "xml:lang": "en", "xmlns": _NAMESPACE}
    about = tag("fileDesc", tag("sourceDesc", tag("p", text="Glossary, Japanese to English, written by taiyaku")))
    body = tag("body", "\n", *_entries(concepts, style))
    more = _MODULES if style == "dct" else {}
    root = tag("tbx", tag("tbxHeader", about), "\n", tag("text", body), attributes={**attributes, **more})
    return Written((DECLARATION + root + "\n").encode())


def write_v2(concepts: Sequence[Concept]) -> Written:
    """TBX 2 (martif), for OmegaT and other tools of its time."""
    about = tag("fileDesc", tag("sourceDesc", tag("p", text="Glossary, Japanese to English, written by taiyaku")))
    coding = tag("encodingDesc", tag("p", text="TBXBasicXCSV02.xcs", attributes={"type": "XCSURI"}))
    header = tag("martifHeader", about, coding)
    body = tag("text", tag("body", "\n", *_entries(concepts, "v2")))
    root = tag("martif", header, "\n", body, attributes={"type": "TBX", "xml:lang": "en"})
    return Written((DECLARATION + root + "\n").encode())


def _entries(concepts: Sequence[Concept], style: str) -> Iterator[str]:
    group, section, term_group = (
        ("termEntry", "langSet", "tig") if style == "v2" else ("conceptEntry", "langSec", "termSec")
    )
    ids = {f"taiyaku-{number}" for number in range(1, len(concepts) + 1)}
    for number, concept in enumerate(concepts, 1):
        entry = entry_of(concept)
        own = list(entry.fields)
        name = f"taiyaku-{number}"
        if entry.id and _NCNAME.fullmatch(entry.id) and not _MADE.fullmatch(entry.id) and entry.id not in ids:
            name = entry.id
            ids.add(name)
        elif entry.id:
            own.append(("id", entry.id))
        if concept.pos and POS_BACK.get(_POS.get(concept.pos, "other")) != concept.pos:
            own.append(("pos", concept.pos))
        parts = [_category("descrip", "subjectField", entry.domain, style)] if entry.domain else []
        if entry.note.startswith(_OWN):
            own.append(("note", entry.note))
        elif entry.note:
            parts.append(tag("note", text=entry.note))
        parts += [tag("note", text=f"{_OWN}{key}: {value}") for key, value in own]
        for side, terms in (("ja", entry.ja), ("en", entry.en)):
            groups = [tag(term_group, *_parts(term, style)) for term in terms]
            if groups:
                parts.append("\n" + tag(section, *groups, attributes={"xml:lang": side}))
        yield tag(group, *parts, attributes={"id": name}) + "\n"


def _parts(term: Term, style: str) -> Iterator[str]:
    yield tag("term", text=term.text)
    if term.pos:
        yield _category("termNote", "partOfSpeech", _POS.get(term.pos, "other"), style)
    if term.role == "short":
        yield _category("termNote", "termType", "shortForm", style)
    if term.status in _STATUS:
        yield _category("termNote", "administrativeStatus", _STATUS[term.status], style)
    if term.role:
        yield tag("note", text=f"{_OWN}role: {term.role}")


def _category(element: str, name: str, value: str, style: str) -> str:
    if style == "dct":
        return tag(f"{_PREFIX[name]}:{name}", text=value)
    return tag(element, text=value, attributes={"type": name})
