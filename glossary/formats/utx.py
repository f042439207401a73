"""UTX 1.20, the open dictionary format of AAMT: tab-separated, two header lines, CRLF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats.base import POS, POS_BACK, Written, encode, flat, read_tabs, stamp, usable
from glossary.model import Concept, GlossaryError, TermStatus

COLUMNS = ("src", "tgt", "src:pos", "term status", "concept ID", "comment")
_STATUS = {
    TermStatus.PREFERRED: "approved",
    TermStatus.ADMITTED: "approved",
    TermStatus.DRAFT: "provisional",
    TermStatus.DEPRECATED: "non-standard",
    TermStatus.FORBIDDEN: "forbidden",
}
_BACK = {
    "approved": TermStatus.PREFERRED,
    "provisional": TermStatus.DRAFT,
    "non-standard": TermStatus.DEPRECATED,
    "forbidden": TermStatus.FORBIDDEN,
    "rejected": TermStatus.DEPRECATED,
}


def read(data: bytes, name: str) -> tuple[Concept, ...]:
    """The concepts of a UTX file, one a line."""
    return usable(_concepts(data, name))


def _concepts(data: bytes, name: str) -> Iterator[Concept]:
    header: list[str] = []
    for number, row in read_tabs(data, name):
        if row[0].startswith("#"):
            if header and "src" in header:
                continue
            header = [cell.strip() for cell in (row[0][1:], *row[1:])]
            continue
        if "src" not in header or "tgt" not in header:
            raise GlossaryError(
                f"{name}:{number}: no UTX column line before it; start with #UTX and #src<TAB>tgt lines"
            )
        cells = dict(zip(header, row, strict=False))
        pos, status = cells.get("src:pos", ""), cells.get("term status", "").strip().lower()
        yield Concept(
            cells["src"],
            tuple(t for t in (cells.get("tgt", ""),) if t.strip()),
            pos=POS_BACK.get(pos, pos),
            status=_BACK.get(status, TermStatus.PREFERRED),
            id=cells.get("concept ID", ""),
            note=cells.get("comment", ""),
            origin=f"{name}:{number}",
        )


def write(concepts: Sequence[Concept]) -> Written:
    """UTX 1.20. The date in its header is SOURCE_DATE_EPOCH's where that is set, else today's."""
    rows: list[tuple[str, ...]] = []
    more: list[tuple[str, ...]] = []
    left_out: list[tuple[int, str]] = []
    remarks: list[tuple[int, str, str]] = []
    for index, concept in enumerate(concepts):
        if concept.source.startswith("#"):
            left_out.append((index, "starts with '#', a header line in UTX"))
            continue
        tail = (POS.get(concept.pos, concept.pos), _STATUS[concept.status], concept.id, concept.note)
        pairs = [(s, t) for s in (concept.source, *concept.variants) for t in concept.targets or ("",)]
        lines = [tuple(flat(cell) for cell in (*pair, *tail)) for pair in pairs if not pair[0].startswith("#")]
        rows.append(lines[0])
        more += lines[1:]
        remarks += [(index, name, "written as entries of their own") for name in ("targets", "variants")]
    head = (f"#UTX 1.20; ja/en; {stamp('%Y-%m-%dT%H:%M:%SZ')}; creator: taiyaku", "#" + "\t".join(COLUMNS))
    lines_out = (*head, *("\t".join(row) for row in (*rows, *more)))
    return Written(encode("".join(line + "\r\n" for line in lines_out)), tuple(left_out), tuple(remarks))
