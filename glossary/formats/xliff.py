"""XLIFF 2.1 with the glossary module: a unit a concept, which tools without the module still read as a pair."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from glossary.formats.base import BANNED, Written, usable
from glossary.formats.xmlsafe import DECLARATION, children, content, descendants, local, parse, tag
from glossary.model import Concept, GlossaryError

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_MODULE = "urn:oasis:names:tc:xliff:glossary:2.0"


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The glossary entries of an XLIFF 2 file whose source is Japanese."""
    root = parse(data, name)
    if local(root) != "xliff" or not root.get("version", "").startswith("2"):
        raise GlossaryError(f"{name}:1: not XLIFF 2; convert the file to XLIFF 2.0 or later")
    if not root.get("srcLang", "").lower().startswith("ja"):
        raise GlossaryError(f"{name}:1: srcLang is {root.get('srcLang', '')!r}; the source must be ja")
    return usable(_concepts(root.iter(f"{{{_MODULE}}}glossEntry"), name))


def _concepts(entries: Iterator[ET.Element], name: str) -> Iterator[Concept]:
    for number, entry in enumerate(entries, 1):
        targets = tuple(content(e) for e in children(entry, "translation"))
        note = content(next(descendants(entry, "definition"), None))
        source = content(next(children(entry, "term"), None))
        yield Concept(source, targets, note=note, origin=f"{name}#{number}")


def write(concepts: Sequence[Concept]) -> Written:
    """Terms, all their translations and the note (as definition); banned terms have no place in it."""
    units: list[str] = []
    left_out: list[tuple[int, str]] = []
    for index, concept in enumerate(concepts):
        if concept.status in BANNED:
            left_out.append((index, f"{concept.status.value}: the glossary module knows no banned terms"))
            continue
        entry = [tag("gls:term", text=concept.source), *(tag("gls:translation", text=t) for t in concept.targets)]
        entry += [tag("gls:definition", text=concept.note)] if concept.note else []
        segment = tag("segment", tag("source", text=concept.source), tag("target", text=concept.target))
        glossary = tag("gls:glossary", tag("gls:glossEntry", *entry))
        units.append(tag("unit", glossary, segment, attributes={"id": str(index + 1)}) + "\n")
    head = {"xmlns": _CORE, "xmlns:gls": _MODULE, "version": "2.1", "srcLang": "ja", "trgLang": "en"}
    # A file needs a unit, so an empty glossary is a file element less.
    file = tag("file", "\n", *units, attributes={"id": "terms"}) if units else ""
    return Written((DECLARATION + tag("xliff", file, attributes=head) + "\n").encode(), tuple(left_out))
