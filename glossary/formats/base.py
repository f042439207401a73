"""What every glossary format is made of: a reader, a writer, and an account of what the writer could not keep."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glossary.model import Concept, GlossaryError, TermStatus

BANNED = (TermStatus.FORBIDDEN, TermStatus.DEPRECATED)
MAX_BYTES = 128 * 2**20
"""The largest file read, after unpacking: room for 100,000 concepts as full as our own in any format."""

POS = {"propn": "properNoun", "noun": "noun", "verb": "verb", "adj": "adjective", "adv": "adverb", "other": "other"}
"""Our parts of speech in the words of TBX-Basic and UTX."""

POS_BACK = {theirs: ours for ours, theirs in POS.items()}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Loss:
    """One field of one concept that an export does not carry. ``field`` is ``concept`` where the whole is left out."""

    source: str
    id: str
    origin: str
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.origin}: " if self.origin else ""
        value = f" {self.value!r}" if self.value and self.field != "concept" else ""
        return f"{where}「{self.source}」: {self.field}{value}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Written:
    """A writer's result. ``left_out``: (index, why) of concepts without an entry; the others read back in order,
    before any entry for a variant. ``remarks``: (index, field, why) explain a loss better than its value does.
    """

    data: bytes
    left_out: tuple[tuple[int, str], ...] = ()
    remarks: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A file format. ``read(data, name)`` and ``write(concepts)`` raise GlossaryError."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], tuple[Concept, ...]]
    write: Callable[[Sequence[Concept]], Written]


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, or UTF-16 with a byte-order mark. Raises GlossaryError."""
    if len(data) > MAX_BYTES:
        raise GlossaryError(f"{name}: {len(data)} bytes, {MAX_BYTES} at most; split the file")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GlossaryError(f"{name}:{line}: not {encoding.removesuffix('-sig').upper()}; save it as UTF-8") from error
    if hit := _CONTROL.search(text):
        line = text.count("\n", 0, hit.start()) + 1
        raise GlossaryError(f"{name}:{line}: control character U+{ord(hit.group()):04X}; delete it")
    return text


def encode(text: str) -> bytes:
    """UTF-8. Raises GlossaryError on what no text file should hold."""
    if hit := _CONTROL.search(text):
        start = text.rfind("\n", 0, hit.start()) + 1
        raise GlossaryError(f"{text[start : start + 20]!r}: control character U+{ord(hit.group()):04X}; remove it")
    return text.encode()


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may run the cell (or the cell looks like one that was escaped)."""
    return _FORMULA.match(cell) is not None


def guard(cell: str) -> str:
    """The cell, made text for a spreadsheet by an apostrophe; ``unguard`` takes it away again."""
    return "'" + cell if is_formula(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before ``guard``."""
    return cell[1:] if cell.startswith("'") and is_formula(cell) else cell


def read_csv(data: bytes, name: str, *, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """Rows with content, each with the line it ends at. Raises GlossaryError."""
    reader = csv.reader(io.StringIO(decode(data, name), newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise GlossaryError(f"{name}:{reader.line_num}: not well-formed CSV ({error}); correct the quotes") from error


def write_csv(rows: Iterable[Iterable[str]], *, delimiter: str = ",", bom: bool = False) -> bytes:
    """CSV after RFC 4180, UTF-8; with a byte-order mark Excel shows Japanese."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return (b"\xef\xbb\xbf" if bom else b"") + encode(stream.getvalue())


def read_tabs(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Numbered rows of a plain tab-separated file: no quoting, lines end in LF or CRLF."""
    lines = decode(data, name).split("\n")
    return [(n, line.removesuffix("\r").split("\t")) for n, line in enumerate(lines, 1) if line.strip()]


def flat(text: str) -> str:
    """One line, for formats whose cells hold neither tabs nor line breaks."""
    return re.sub("[\t\r\n]+", " ", text)


def stamp(layout: str) -> str:
    """The UTC time for a header that demands one: SOURCE_DATE_EPOCH's where that is set, else now."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime(layout, time.gmtime(int(fixed[:10]) if fixed.isdecimal() else None))


def usable(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """The concepts that say something: Japanese, and English unless the Japanese is banned."""
    return tuple(c for c in concepts if c.source.strip() and (c.target.strip() or c.status in BANNED))
