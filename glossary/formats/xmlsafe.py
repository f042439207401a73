"""XML from strangers, and XML for them: one pass, no entities, no external files, bounded size and depth."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import NoReturn
from xml.parsers import expat

from glossary.formats.base import MAX_BYTES
from glossary.model import GlossaryError

MAX_DEPTH = 100
MAX_ELEMENTS = 5_000_000
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def parse(data: bytes, name: str) -> ET.Element:
    """The root element. A DOCTYPE may stand there; what it points to is never fetched. Raises GlossaryError."""
    if len(data) > MAX_BYTES:
        raise GlossaryError(f"{name}: {len(data)} bytes, {MAX_BYTES} at most; split the file")
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = count = 0

    def fail(what: str) -> NoReturn:
        raise GlossaryError(f"{name}:{parser.CurrentLineNumber}: {what}")

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH:
            fail(f"elements nested deeper than {MAX_DEPTH}; this is no glossary")
        if count > MAX_ELEMENTS:
            fail(f"more than {MAX_ELEMENTS} elements; split the file")
        builder.start(_clark(tag), {_clark(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_clark(tag))

    def entity(*_: object) -> NoReturn:
        fail("declares or uses an entity; replace it by its text")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = parser.SkippedEntityHandler = entity
    parser.ExternalEntityRefHandler = entity
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 1)
        reason = expat.errors.messages.get(getattr(error, "code", 0), str(error))
        raise GlossaryError(f"{name}:{line}: not well-formed XML ({reason}); export the file again") from error


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def local(element: ET.Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """The child elements of these local names, in order."""
    return (child for child in element if local(child) in names)


def descendants(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """The elements of these local names at any depth, in order."""
    return (child for child in element.iter() if local(child) in names)


def content(element: ET.Element | None, *, skip: frozenset[str] = frozenset()) -> str:
    """The text, without elements named in ``skip``. Pretty-printed text (a line break at an edge) is trimmed."""
    if element is None:
        return ""
    text = _text(element, skip)
    return (
        text.strip() if text and "\n" in text[: len(text) - len(text.lstrip())] + text[len(text.rstrip()) :] else text
    )


def _text(element: ET.Element, skip: frozenset[str]) -> str:
    parts = [element.text or ""]
    for child in element:
        if local(child) not in skip:
            parts.append(_text(child, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def language(element: ET.Element) -> str:
    """The primary language subtag, lower case: ``ja`` of ``ja-JP``."""
    value = element.get(XML_LANG) or element.get("lang") or ""
    return re.split("[-_]", value.strip().lower())[0]


def tag(name: str, *inner: str, attributes: Mapping[str, str] | None = None, text: str | None = None) -> str:
    """An element as text: ``inner`` is markup made by this function, ``text`` is escaped here."""
    pairs = "".join(f' {key}="{_legal(value).translate(_ATTRIBUTE)}"' for key, value in (attributes or {}).items())
    body = "".join(inner) if text is None else _legal(text).translate(_TEXT)
    return f"<{name}{pairs}>{body}</{name}>" if body else f"<{name}{pairs}/>"


def _legal(value: str) -> str:
    if hit := _ILLEGAL.search(value):
        raise GlossaryError(f"{value[:20]!r}: U+{ord(hit.group()):04X} cannot stand in XML; remove it")
    return value
