"""XLSX with our columns: the smallest workbook that Excel opens; read from any workbook's first sheet.

Formulas are neither written nor run: every cell is a string, and what looks like a formula carries an apostrophe.
"""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from glossary.formats.base import MAX_BYTES, Written
from glossary.formats.table import from_rows, to_rows
from glossary.formats.xmlsafe import DECLARATION, children, descendants, local, parse, tag
from glossary.model import Concept, GlossaryError

MAX_FILES = 1000
MAX_COLUMNS = 1000
MAX_CELL = 32_767
"""Characters in a cell, by Excel's specification."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HIDDEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The concepts of the first sheet. Refuses workbooks that unpack to more than a glossary. Raises GlossaryError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = _Book(archive, name)
            return from_rows(_rows(book.part(book.sheet()), book.strings(), name), name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise GlossaryError(f"{name}: not a readable XLSX workbook ({error}); save it again as .xlsx") from error


class _Book:
    """The parts of a package, unpacked under one common limit."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name, self.left = archive, name, MAX_BYTES
        self.names = set(archive.namelist())
        if len(archive.infolist()) > MAX_FILES:
            raise GlossaryError(f"{name}: more than {MAX_FILES} files inside; this is no glossary")

    def part(self, path: str) -> ET.Element:
        if path not in self.names:
            raise GlossaryError(f"{self.name}: lacks {path}; save it again as .xlsx")
        with self.archive.open(path) as stream:  # what the directory says of sizes is not believed
            data = stream.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise GlossaryError(f"{self.name}: unpacks to more than {MAX_BYTES} bytes; this is no glossary")
        return parse(data, f"{self.name}:{path}")

    def sheet(self) -> str:
        first = next(descendants(self.part("xl/workbook.xml"), "sheet"), None)
        wanted = first.get(f"{{{_RELATIONS}}}id") if first is not None else None
        for relation in descendants(self.part("xl/_rels/workbook.xml.rels"), "Relationship"):
            if wanted and relation.get("Id") == wanted:
                return posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))[1:]
        raise GlossaryError(f"{self.name}: has no first sheet; save it again as .xlsx")

    def strings(self) -> list[str]:
        path = "xl/sharedStrings.xml"
        return [_string(item) for item in descendants(self.part(path), "si")] if path in self.names else []


def _rows(sheet: ET.Element, strings: list[str], name: str) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(descendants(sheet, "row"), 1):
        cells: list[str] = []
        for cell in children(row, "c"):
            column = _column(cell.get("r", ""), len(cells))
            if not len(cells) <= column < MAX_COLUMNS:
                raise GlossaryError(f"{name}:{count}: cell {cell.get('r')} is out of order or range; save it again")
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, strings, f"{name}:{count}"))
        if any(text.strip() for text in cells):
            while not cells[-1]:
                cells.pop()
            yield count, cells


def _column(reference: str, following: int) -> int:
    if not (hit := _CELL.fullmatch(reference)):
        return following if not reference else -1
    column = 0
    for letter in hit.group(1):
        column = column * 26 + ord(letter) - 64
    return column - 1


def _value(cell: ET.Element, strings: list[str], where: str) -> str:
    """The text of a cell; of a formula, the value that was saved with it."""
    if cell.get("t") == "inlineStr":
        return "".join(_string(item) for item in children(cell, "is"))
    raw = "".join(item.text or "" for item in children(cell, "v"))
    if cell.get("t") == "s":
        if not (raw.isdecimal() and len(raw) < 9 and int(raw) < len(strings)):
            raise GlossaryError(f"{where}: string {raw[:9]!r} does not exist; save the workbook again")
        return strings[int(raw)]
    return _shown(raw)


def _string(item: ET.Element) -> str:
    """Text and rich text; the furigana of Japanese Excel (``rPh``) are no part of it."""
    parts: list[str] = []
    for child in item:
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            parts += [t.text or "" for t in children(child, "t")]
    return _shown("".join(parts))


def _shown(text: str) -> str:
    return _HIDDEN.sub(lambda hit: chr(int(hit.group(1), 16)), text)


def write(concepts: Sequence[Concept]) -> Written:
    """A workbook with one sheet. Raises GlossaryError on a cell Excel would cut."""
    rows = to_rows(concepts)
    for row in rows:
        for cell in row:
            if len(cell) > MAX_CELL:
                raise GlossaryError(
                    f"{cell[:20]!r}: {len(cell)} characters, an Excel cell holds {MAX_CELL}; shorten it"
                )
    data = tag("sheetData", *(_row(number, row) for number, row in enumerate(rows, 1)))
    sheets = tag("sheets", tag("sheet", attributes={"name": "terms", "sheetId": "1", "r:id": "rId1"}))
    types = (
        tag(
            "Default",
            attributes={
                "Extension": "rels",
                "ContentType": f"{_KIND[:12]}vnd.openxmlformats-package.relationships+xml",
            },
        ),
        tag("Override", attributes={"PartName": "/xl/workbook.xml", "ContentType": f"{_KIND}.sheet.main+xml"}),
        tag("Override", attributes={"PartName": "/xl/worksheets/sheet1.xml", "ContentType": f"{_KIND}.worksheet+xml"}),
    )
    book = {"xmlns": _MAIN, "xmlns:r": _RELATIONS}
    parts = {
        "[Content_Types].xml": tag("Types", *types, attributes={"xmlns": f"{_PACKAGE}/content-types"}),
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": tag("workbook", sheets, attributes=book),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": tag("worksheet", data, attributes={"xmlns": _MAIN}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, text in parts.items():
            # A fixed date, so that equal glossaries make equal files.
            info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, (DECLARATION + text).encode(), zipfile.ZIP_DEFLATED)
    return Written(stream.getvalue())


def _relation(kind: str, target: str) -> str:
    attributes = {"Id": "rId1", "Type": f"{_RELATIONS}/{kind}", "Target": target}
    return tag(
        "Relationships", tag("Relationship", attributes=attributes), attributes={"xmlns": f"{_PACKAGE}/relationships"}
    )


def _row(number: int, row: Sequence[str]) -> str:
    cells = (
        tag(
            "c",
            tag("is", tag("t", text=_hidden(text), attributes={"xml:space": "preserve"})),
            attributes={"r": f"{_letters(column)}{number}", "t": "inlineStr"},
        )
        for column, text in enumerate(row)
        if text
    )
    return tag("row", *cells, attributes={"r": str(number)})


def _hidden(text: str) -> str:
    """Excel reads ``_x0041_`` as A, so that an underscore which would start such a code is itself written as one."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
