"""Concepts as a table with our own columns, for the formats that can hold them all: CSV and XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glossary.formats.base import Written, encode, guard, read_csv, unguard, write_csv
from glossary.model import Concept, GlossaryError
from glossary.tsv import COLUMNS, RowReader, cells_of, dumps, header_of, loads


def to_rows(concepts: Sequence[Concept]) -> list[list[str]]:
    """A header and one row a concept, cells guarded against spreadsheets."""
    cells = [{**cells_of(c), **{n: v for n, v in c.extra if n not in COLUMNS}} for c in concepts]
    used = dict.fromkeys(name for row in cells for name, value in row.items() if value)
    names = [n for n in COLUMNS if n in ("source", "target") or n in used] + [n for n in used if n not in COLUMNS]
    return [[guard(n) for n in names], *([guard(row.get(n, "")) for n in names] for row in cells)]


def from_rows(rows: Iterable[tuple[int, list[str]]], name: str) -> tuple[Concept, ...]:
    """The concepts of numbered rows, the first of which is the header. Short rows are filled up."""
    reader: RowReader | None = None
    concepts: list[Concept] = []
    for number, row in rows:
        cells = [unguard(cell) for cell in row]
        if reader is None:
            reader = RowReader(header_of(cells, f"{name}:{number}"))
        else:
            cells += [""] * (reader.width - len(cells))
            concepts.append(reader.concept(cells, f"{name}:{number}"))
    if reader is None:
        raise GlossaryError(f"{name}:1: no header row; name the columns source and target")
    return tuple(concepts)


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """CSV with our columns."""
    return from_rows(read_csv(data, name), name)


def write(concepts: Sequence[Concept]) -> Written:
    """CSV with our columns; a byte-order mark, for Excel."""
    return Written(write_csv(to_rows(concepts), bom=True))


def read_tsv(data: bytes, name: str) -> tuple[Concept, ...]:
    """Our own format."""
    from glossary.tsv import decode

    return loads(decode(data, name), name)


def write_tsv(concepts: Sequence[Concept]) -> Written:
    """Our own format."""
    return Written(encode(dumps(concepts)))
