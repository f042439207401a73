"""Source–target pairs out of files of any of the field's bilingual formats, for checking: PO, TMX, XLIFF 1.2/2.x, TSV.

XML is read without entities, DTDs or network: a declaration of an entity is an error, not an expansion.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary import GlossaryError
from glossary.formats import xmlsafe

from ..errors import InputError
from ..render.tsv import unescape


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit of a bilingual file. ``number`` counts from 1 in file order, ``line`` is 0 where unknown.

    ``comments`` are a PO's translator comments; ``ja`` is always the source here.
    """

    number: int
    line: int
    source: str
    target: str
    reviewed: bool = False


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """All pairs of a file, by its suffix. Raises InputError (or CatalogError for a broken PO)."""
    reader = {".po": _po, ".pot": _po, ".tmx": _tmx, ".xlf": _xliff, ".xliff": _xliff, ".tsv": _tsv}.get(
        path.suffix.lower()
    )
    if reader is None:
        raise InputError(f"{path}: unknown kind of file; give .po, .tmx, .xlf, .xliff or .tsv")
    if path.is_dir():
        raise InputError(f"{path}: is a directory; name the files in it")
    return tuple(reader(path))


def _po(path: Path) -> Iterator[Pair]:
    from . import po

    if not path.exists():
        raise InputError(f"{path}: no such file; check the path")
    catalog, lines = po.load_with_lines(path)
    units = [u for u in catalog.units if not u.obsolete and u.source]
    for number, unit in enumerate(units, start=1):
        yield Pair(number, lines[unit.context, unit.source], unit.source, unit.target, not unit.needs_review)


def _tsv(path: Path) -> Iterator[Pair]:
    from .text import read_document

    text = read_document(path).text.removeprefix("\ufeff")
    lines = text.splitlines()
    header = bool(lines) and lines[0].split("\t")[:2] in (["source", "target"], ["ja", "en"])
    ours = header  # our own files escape tabs and line ends; foreign two-column files do not
    number = 0
    for index, line in enumerate(lines, start=1):
        if (header and index == 1) or not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) < 2:
            raise InputError(f"{path}:{index}: one column only; a source, a tab and a target are needed")
        number += 1
        source, target = (unescape(c) if ours else c for c in cells[:2])
        yield Pair(number, index, source, target, len(cells) > 2 and cells[2] == "reviewed")


def _parse(path: Path) -> ET.Element:
    """Parse XML, refusing entities, which could read files or grow without end."""
    try:
        return xmlsafe.parse(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; check the path") from error
    except GlossaryError as error:
        raise InputError(str(error)) from error


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ET.Element | None, *, skip: frozenset[str] = frozenset()) -> str:
    """The text of an element without what stands in native-code elements."""
    if element is None:
        return ""
    out = [element.text or ""]
    for child in element:
        if _local(child) not in skip:
            out.append(_text(child, skip=skip))
        out.append(child.tail or "")
    return "".join(out)


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NATIVE = frozenset({"bpt", "ept", "ph", "it", "ut"})


def _tmx(path: Path) -> Iterator[Pair]:
    root = _parse(path)
    if _local(root) != "tmx":
        raise InputError(f"{path}:1: not a TMX file; its root is <{_local(root)}>")
    number = 0
    for tu in root.iter("tu"):
        sides: dict[str, str] = {}
        for tuv in tu.findall("tuv"):
            lang = (tuv.get(_LANG) or tuv.get("lang") or "").lower()[:2]
            sides.setdefault(lang, _text(tuv.find("seg"), skip=_NATIVE))
        if "ja" in sides:
            number += 1
            reviewed = any(p.get("type") == "x-state" and p.text == "reviewed" for p in tu.findall("prop"))
            yield Pair(number, 0, sides["ja"], sides.get("en", ""), reviewed)


def _xliff(path: Path) -> Iterator[Pair]:
    root = _parse(path)
    if _local(root) != "xliff":
        raise InputError(f"{path}:1: not an XLIFF file; its root is <{_local(root)}>")
    number = 0
    for element in root.iter():
        name = _local(element)
        if name == "trans-unit" or name == "segment":
            parts = {_local(child): child for child in element}
            if "source" not in parts:
                continue
            number += 1
            state = element.get("state") or (parts["target"].get("state") if "target" in parts else None)
            reviewed = state in ("reviewed", "final", "signed-off")
            yield Pair(number, 0, _text(parts["source"]), _text(parts.get("target")), reviewed)
