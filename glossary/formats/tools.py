"""CSV as Weblate and memoQ write it. Cells a spreadsheet would run carry an apostrophe, taken off on reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats.base import BANNED, Written, guard, read_csv, unguard, usable, write_csv
from glossary.model import Concept, GlossaryError, TermStatus

WEBLATE = (
    *("location", "source", "target", "id", "fuzzy"),
    *("context", "translator_comments", "developer_comments"),
)
_MEMOQ_ENTRY = (
    *("Entry_ID", "Entry_Subject", "Entry_Domain", "Entry_ClientID", "Entry_ProjectID", "Entry_Created"),
    *("Entry_Creator", "Entry_LastModified", "Entry_Modifier", "Entry_Note"),
)
_FORBIDDEN = "Forbidden"


def read_weblate(data: bytes, name: str) -> tuple[Concept, ...]:
    """Weblate's bilingual CSV: columns by name, ``source`` and ``target`` needed."""
    return usable(_weblate(data, name))


def _weblate(data: bytes, name: str) -> Iterator[Concept]:
    rows = read_csv(data, name)
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if "source" not in header or "target" not in header:
        raise GlossaryError(f"{name}:1: the header lacks source or target; export the glossary as CSV from Weblate")
    for number, row in rows[1:]:
        cells = {key: unguard(value) for key, value in zip(header, row, strict=False)}
        fuzzy = cells.get("fuzzy", "").strip().lower() in ("true", "1", "yes")
        yield Concept(
            cells["source"],
            (cells.get("target", ""),),
            status=TermStatus.DRAFT if fuzzy else TermStatus.PREFERRED,
            domain=cells.get("context", ""),
            note=cells.get("translator_comments", "") or cells.get("developer_comments", ""),
            id=cells.get("id", ""),
            origin=f"{name}:{number}",
        )


def write_weblate(concepts: Sequence[Concept]) -> Written:
    """One row a concept; banned ones are left out, since the columns cannot say so."""
    rows: list[Sequence[str]] = [WEBLATE]
    left_out: list[tuple[int, str]] = []
    for index, c in enumerate(concepts):
        if c.status in BANNED:
            left_out.append((index, f"{c.status.value}: Weblate's CSV has no column for it"))
            continue
        fuzzy = "True" if c.status is TermStatus.DRAFT else ""
        rows.append([guard(v) for v in ("", c.source, c.target, c.id, fuzzy, c.domain, c.note, "")])
    return Written(write_csv(rows), tuple(left_out))


def read_memoq(data: bytes, name: str) -> tuple[Concept, ...]:
    """memoQ's term base CSV; delimiter ; or , or tab, whichever the header has most of."""
    return usable(_memoq(data, name))


def _memoq(data: bytes, name: str) -> Iterator[Concept]:
    first = data.split(b"\n", 1)[0]
    delimiter = max((";", ",", "\t"), key=lambda mark: first.count(mark.encode()))
    rows = read_csv(data, name, delimiter=delimiter)
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    ja, en = (
        [i for i, title in enumerate(header) if title.split("_")[0] == language and not title.endswith("_Def")]
        for language in ("Japanese", "English")
    )
    if not ja or not en:
        raise GlossaryError(f"{name}:1: the header lacks a Japanese or an English column; export both languages")
    for number, row in rows[1:]:
        cells = [*(unguard(cell) for cell in row), *[""] * (len(header) - len(row))]
        info = [cells[i + 1] if header[i + 1 : i + 2] == ["Term_Info"] else "" for i in en]
        english = [(cells[i], _FORBIDDEN in said) for i, said in zip(en, info, strict=True) if cells[i].strip()]
        japanese = [cells[i] for i in ja if cells[i].strip()]
        if japanese:
            yield Concept(
                japanese[0],
                tuple(text for text, banned in english if not banned),
                variants=tuple(japanese[1:]),
                forbidden=tuple(text for text, banned in english if banned),
                domain=cells[header.index("Entry_Domain")] if "Entry_Domain" in header else "",
                note=cells[header.index("Entry_Note")] if "Entry_Note" in header else "",
                origin=f"{name}:{number}",
            )


def write_memoq(concepts: Sequence[Concept]) -> Written:
    """One row an entry, as many term columns as the largest needs; forbidden renderings are marked."""
    kept = [(number, c) for number, c in enumerate(concepts, 1) if c.status not in BANNED]
    gone = [(i, f"{c.status.value}: memoQ bans words of a target only") for i, c in enumerate(concepts)]
    wide_ja = max((1 + len(c.variants) for _, c in kept), default=1)
    wide_en = max((len(c.targets) + len(c.forbidden) for _, c in kept), default=1)
    rows: list[list[str]] = [[*_MEMOQ_ENTRY, "Japanese_Def", *("Japanese", "Term_Info", "Term_Example") * wide_ja]]
    rows[0] += ["English_Def", *("English", "Term_Info", "Term_Example") * wide_en]
    for number, c in kept:
        japanese = [(text, "") for text in (c.source, *c.variants)]
        english = [*((text, "") for text in c.targets), *((text, _FORBIDDEN) for text in c.forbidden)]
        cells = [str(number), "", c.domain, *[""] * 6, c.note, "", *_wide(japanese, wide_ja), ""]
        rows.append([guard(cell) for cell in (*cells, *_wide(english, wide_en))])
    left_out = tuple(pair for pair, c in zip(gone, concepts, strict=True) if c.status in BANNED)
    return Written(write_csv(rows, delimiter=";", bom=True), left_out)


def _wide(terms: list[tuple[str, str]], width: int) -> Iterator[str]:
    for text, info in (*terms, *[("", "")] * (width - len(terms))):
        yield from (text, info, "")
