"""TMX 1.4: a unit a concept. What is no segment, note or id stands in ``prop`` elements ``x-taiyaku-COLUMN``."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from glossary.formats.base import Written, usable
from glossary.formats.entries import _pair
from glossary.formats.xmlsafe import DECLARATION, children, content, language, local, parse, tag
from glossary.model import Concept, GlossaryError
from glossary.tsv import COLUMNS, RowReader, cells_of, join_cell

_OWN = "x-taiyaku-"
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_HEADER = {
    "creationtool": "taiyaku",
    "creationtoolversion": "1",
    "segtype": "phrase",
    "o-tmf": "taiyaku-terms",
    "adminlang": "en",
    "srclang": "ja",
    "datatype": "plaintext",
}


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The units that have Japanese (and English, unless their term is banned)."""
    root = parse(data, name)
    if local(root) != "tmx":
        raise GlossaryError(f"{name}:1: its root is <{local(root)}>; a TMX file starts with <tmx>")
    return usable(_concepts(root.iter("tu"), name))


def _concepts(units: Iterator[ET.Element], name: str) -> Iterator[Concept]:
    for number, unit in enumerate(units, 1):
        sides: dict[str, str] = {}
        for variant in children(unit, "tuv"):
            sides.setdefault(language(variant), content(next(children(variant, "seg"), None), skip=_CODES))
        if not sides.get("ja", "").strip():
            continue
        cells = dict.fromkeys(COLUMNS, "")
        cells |= {"source": join_cell((sides["ja"],)), "target": join_cell((sides["en"],)) if "en" in sides else ""}
        cells |= {"note": "; ".join(content(n) for n in children(unit, "note")), "id": unit.get("tuid", "")}
        extra: list[tuple[str, str]] = []
        for prop in children(unit, "prop"):
            column = prop.get("type", "").removeprefix(_OWN)
            if prop.get("type") == f"{_OWN}extra" and (pair := _pair(content(prop))):
                extra.append(pair)
            elif column in COLUMNS and prop.get("type", "").startswith(_OWN):
                cells[column] = content(prop)
        if not sides.get("en", "").strip() and not cells["target"] and not cells["status"]:
            continue
        header = (*COLUMNS, *(key for key, _ in extra))
        row = [*(cells[column] for column in COLUMNS), *(value for _, value in extra)]
        yield RowReader(header).concept(row, f"{name}#{number}")


def write(concepts: Sequence[Concept]) -> Written:
    """A translation memory of terms."""
    body = tag("body", "\n", *(_unit(concept) for concept in concepts))
    root = tag("tmx", tag("header", attributes=_HEADER), "\n", body, attributes={"version": "1.4"})
    return Written((DECLARATION + root + "\n").encode())


def _unit(concept: Concept) -> str:
    cells = {name: value for name, value in cells_of(concept).items() if name not in ("source", "note", "id")}
    if len(concept.targets) < 2:
        cells.pop("target")
    parts = [tag("note", text=concept.note)] if concept.note else []
    parts += [_prop(name, value) for name, value in cells.items() if value]
    parts += [_prop("extra", json.dumps(pair, ensure_ascii=False)) for pair in concept.extra]
    for side, text in (("ja", concept.source), ("en", concept.target)):
        if text:
            parts.append(tag("tuv", tag("seg", text=text), attributes={"xml:lang": side}))
    return tag("tu", *parts, attributes={"tuid": concept.id} if concept.id else None) + "\n"


def _prop(name: str, value: str) -> str:
    return tag("prop", text=value, attributes={"type": _OWN + name})
