"""Glossary files: tab-separated text ↔ concepts.

UTF-8 with or without BOM, LF or CRLF, a header row, ``#`` comment lines, blank lines ignored. ``source`` and ``target``
are required; ``|`` separates alternatives in ``source`` (the rest become variants), ``target``, ``variants`` and
``forbidden``, where ``\\|`` is a literal bar, ``\\\\`` a backslash and a leading ``\\#`` a literal ``#``.
Unknown columns are kept.

``status`` speaks of the Japanese term. A ``forbidden`` or ``deprecated`` row may leave ``target`` empty: "do not use".
Cells are kept as written, spaces at their edges included (the lint reports them; matching ignores them).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TextIO, TypeVar

from glossary.model import Article, Case, Concept, GlossaryError, MatchMode, TermStatus
from glossary.patterns import Lazy

COLUMNS = (
    *("source", "target", "variants", "pos", "status", "forbidden", "plural"),
    *("article", "short", "case", "match", "domain", "note", "id"),
)
"""The columns with a meaning, in the order they are written."""

_CONTROL = Lazy("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPLIT = Lazy(r"(\\[\\|])|(\|)")
_E = TypeVar("_E", bound=Enum)


def read(path: Path) -> tuple[Concept, ...]:
    """The concepts of a glossary file. Raises GlossaryError, naming file and line."""
    return parse(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """The content of a glossary file. Raises GlossaryError if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"{path}: {error.strerror or error}; name an existing glossary file") from error


def parse(data: bytes, name: str) -> tuple[Concept, ...]:
    """The concepts of a file's content; ``name`` stands for the file in errors and origins."""
    return loads(decode(data, name), name)


def load(stream: TextIO, name: str = "<stream>") -> tuple[Concept, ...]:
    """The concepts of a text stream; ``name`` stands for the file in errors and origins."""
    return loads(stream.read(), name)


def loads(text: str, name: str = "<text>") -> tuple[Concept, ...]:
    """The concepts of a text; ``name`` stands for the file in errors and origins."""
    reader: RowReader | None = None
    concepts: list[Concept] = []
    suspicious = _CONTROL.search(text.replace("\r\n", "").replace("\n", "")) is not None
    for number, line in _rows(text):
        where = f"{name}:{number}"
        hit = _CONTROL.search(line) if suspicious else None
        if hit is not None:
            raise GlossaryError(
                f"{where}: control character U+{ord(hit.group()):04X} at column {hit.start() + 1}; delete it"
            )
        cells = line.split("\t")
        if reader is None:
            reader = RowReader(header_of(cells, where))
        else:
            concepts.append(reader.concept(cells, where))
    if reader is None:
        raise GlossaryError(f"{name}:1: no header row; start with a line of column names: source<TAB>target")
    return tuple(concepts)


def dump(concepts: Iterable[Concept], stream: TextIO) -> None:
    """Write a glossary file: required columns, and every other column that some concept uses."""
    stream.write(dumps(concepts))


def dumps(concepts: Iterable[Concept]) -> str:
    """The text of a glossary file; ``loads(dumps(x)) == tuple(x)``. Raises GlossaryError on what a cell cannot hold."""
    rows = [(cells_of(concept), dict(concept.extra)) for concept in concepts]
    known = [name for name in COLUMNS if name in ("source", "target") or any(row[0][name] for row in rows)]
    extra = list(dict.fromkeys(name for _, more in rows for name in more))
    lines = ["\t".join((*known, *extra))]
    lines += ["\t".join((*(row[name] for name in known), *(more.get(n, "") for n in extra))) for row, more in rows]
    for line in lines:
        if line.count("\t") != lines[0].count("\t") or _CONTROL.search(line):
            raise GlossaryError(f"{line[:20]!r}: a tab, line break or control character in a cell; remove it")
    return "\n".join(lines) + "\n"


def decode(data: bytes, name: str) -> str:
    """The text of a UTF-8 file, BOM removed; other encodings are a GlossaryError that names the line."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise GlossaryError(f"{name}:1: UTF-16, not UTF-8; save the file as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise GlossaryError(
            f"{name}:{number}: byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        ) from error


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines with content."""
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = raw.removesuffix("\r")
        if line.strip() and not line.startswith("#"):
            yield number, line


def header_of(cells: Sequence[str], where: str) -> tuple[str, ...]:
    """The column names of a header row; known ones in lower case."""
    names = tuple(cell.strip() for cell in cells)
    names = tuple(name.lower() if name.lower() in COLUMNS else name for name in names)
    missing = [name for name in ("source", "target") if name not in names]
    if missing:
        raise GlossaryError(f"{where}: header lacks {' and '.join(missing)}; name the columns source<TAB>target")
    for index, name in enumerate(names):
        if not name:
            raise GlossaryError(f"{where}: column {index + 1} has no name; name it or delete the column")
        if name in names[:index]:
            raise GlossaryError(f"{where}: column {name!r} appears twice; keep one")
    return names


class RowReader:
    """Turns rows into concepts, knowing where each column is."""

    def __init__(self, header: Sequence[str]) -> None:
        self.width = len(header)
        # An absent column reads the empty cell appended to every row.
        self.at = [header.index(name) if name in header else self.width for name in COLUMNS]
        self.extra = [(name, index) for index, name in enumerate(header) if name not in COLUMNS]

    def concept(self, cells: list[str], where: str) -> Concept:
        """The concept of one row; ``where`` (file:line) stands in errors and becomes its origin."""
        if len(cells) != self.width:
            raise GlossaryError(
                f"{where}: {len(cells)} cells, the header has {self.width}; add or remove tabs (empty cells need theirs)"
            )
        cells.append("")
        source, target, variants, pos, status, forbidden, plural, article, short, case, match, domain, note, name = (
            cells[index] for index in self.at
        )
        sources, targets = _alternatives(source), _alternatives(target)
        kind = _choice(TermStatus, status, TermStatus.PREFERRED, "status", where)
        if not sources:
            raise GlossaryError(f"{where}: empty source; write the Japanese term")
        if not targets and kind not in (TermStatus.FORBIDDEN, TermStatus.DEPRECATED):
            raise GlossaryError(f"{where}: 「{sources[0]}」 has an empty target; write the English term")
        return Concept(
            source=sources[0],
            targets=targets,
            variants=(*sources[1:], *_alternatives(variants)),
            pos=pos,
            status=kind,
            forbidden=_alternatives(forbidden),
            plural=plural,
            article=_choice(Article, article, Article.NONE, "article", where),
            short=short,
            case=_choice(Case, case, Case.AS_IS, "case", where),
            match=_choice(MatchMode, match, MatchMode.AUTO, "match", where),
            domain=domain,
            note=note,
            id=name,
            extra=tuple((name, cells[index]) for name, index in self.extra if cells[index]),
            origin=where,
        )


def _choice(kind: type[_E], value: str, default: _E, column: str, where: str) -> _E:
    if not value or not (text := value.strip().lower()):
        return default
    for member in kind:
        if member.value == text:
            return member
    valid = ", ".join(str(member.value) for member in kind if member.value)
    raise GlossaryError(f"{where}: unknown {column} {value!r}; use one of {valid}")


def _alternatives(cell: str) -> tuple[str, ...]:
    """Split at unescaped bars; alternatives of white space only are dropped."""
    if "|" not in cell and "\\" not in cell:
        return (cell,) if cell and not cell.isspace() else ()
    parts = [""]
    done = 0
    if cell.startswith("\\#"):
        cell = cell[1:]
    for hit in _SPLIT.finditer(cell):
        parts[-1] += cell[done : hit.start()]
        if hit.group(2):
            parts.append("")
        else:
            parts[-1] += hit.group(1)[1]
        done = hit.end()
    parts[-1] += cell[done:]
    return tuple(part for part in parts if part.strip())


def join_cell(parts: Iterable[str]) -> str:
    """Alternatives as one cell, with ``|`` between them."""
    cell = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
    return "\\" + cell if cell.startswith("#") else cell


def cells_of(concept: Concept) -> dict[str, str]:
    """The cells of the known columns; defaults are written as empty cells."""
    return {
        "source": join_cell((concept.source,)),
        "target": join_cell(concept.targets),
        "variants": join_cell(concept.variants),
        "pos": concept.pos,
        "status": "" if concept.status is TermStatus.PREFERRED else concept.status.value,
        "forbidden": join_cell(concept.forbidden),
        "plural": concept.plural,
        "article": concept.article.value,
        "short": concept.short,
        "case": "" if concept.case is Case.AS_IS else concept.case.value,
        "match": "" if concept.match is MatchMode.AUTO else concept.match.value,
        "domain": concept.domain,
        "note": concept.note,
        "id": concept.id,
    }
