"""Glossary files: tab-separated text ↔ concepts.

UTF-8 with or without BOM, LF or CRLF, a header row, ``#`` comment lines, blank lines ignored. ``source`` and ``target``
are required; ``|`` separates alternatives in ``source`` (the rest become variants), ``target``, ``variants`` and
``forbidden``, where ``\\|`` is a literal bar, ``\\\\`` a backslash and a leading ``\\#`` a literal ``#``.
Unknown columns are kept.

``status`` speaks of the Japanese term. A ``forbidden`` or ``deprecated`` row may leave ``target`` empty: "do not use".
Cells are kept as written, spaces at their edges included (the lint reports them; matching ignores them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TextIO, TypeVar

from glossary.model import Article, Case, Concept, GlossaryError, MatchMode, TermStatus

COLUMNS = (
    *("source", "target", "variants", "pos", "status", "forbidden", "plural"),
    *("article", "short", "case", "match", "domain", "note", "id"),
)
"""The columns with a meaning, in the order they are written."""

_LISTS = ("source", "target", "variants", "forbidden")
_SPLIT = re.compile(r"(\\[\\|])|(\|)")
_E = TypeVar("_E", bound=Enum)


def read(path: Path) -> tuple[Concept, ...]:
    """The concepts of a glossary file. Raises GlossaryError, naming file and line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"{path}: {error.strerror or error}; name an existing glossary file") from error
    return loads(_decode(data, str(path)), str(path))


def load(stream: TextIO, name: str = "<stream>") -> tuple[Concept, ...]:
    """The concepts of a text stream; ``name`` stands for the file in errors and origins."""
    return loads(stream.read(), name)


def loads(text: str, name: str = "<text>") -> tuple[Concept, ...]:
    """The concepts of a text; ``name`` stands for the file in errors and origins."""
    header: tuple[str, ...] = ()
    concepts: list[Concept] = []
    for number, line in _rows(text):
        where = f"{name}:{number}"
        for column, char in enumerate(line, 1):
            if _control(char):
                raise GlossaryError(f"{where}: control character U+{ord(char):04X} at column {column}; delete it")
        cells = line.split("\t")
        if not header:
            header = _header(cells, where)
        else:
            concepts.append(_concept(header, cells, where))
    if not header:
        raise GlossaryError(f"{name}:1: no header row; start with a line of column names: source<TAB>target")
    return tuple(concepts)


def dump(concepts: Iterable[Concept], stream: TextIO) -> None:
    """Write a glossary file: required columns, and every other column that some concept uses."""
    stream.write(dumps(concepts))


def dumps(concepts: Iterable[Concept]) -> str:
    """The text of a glossary file; ``loads(dumps(x)) == tuple(x)``. Raises GlossaryError on what a cell cannot hold."""
    rows = [(_known(concept), dict(concept.extra)) for concept in concepts]
    known = [name for name in COLUMNS if name in ("source", "target") or any(row[0][name] for row in rows)]
    extra = list(dict.fromkeys(name for _, more in rows for name in more))
    lines = ["\t".join((*known, *extra))]
    lines += ["\t".join((*(row[name] for name in known), *(more.get(n, "") for n in extra))) for row, more in rows]
    for line in lines:
        if line.count("\t") != lines[0].count("\t") or any(_control(char) for char in line):
            raise GlossaryError(f"{line[:20]!r}: a tab, line break or control character in a cell; remove it")
    return "\n".join(lines) + "\n"


def _decode(data: bytes, name: str) -> str:
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


def _control(char: str) -> bool:
    return char != "\t" and unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs")


def _header(cells: Sequence[str], where: str) -> tuple[str, ...]:
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


def _concept(header: Sequence[str], cells: Sequence[str], where: str) -> Concept:
    if len(cells) != len(header):
        raise GlossaryError(
            f"{where}: {len(cells)} cells, the header has {len(header)}; add or remove tabs (empty cells need theirs)"
        )
    row = dict(zip(header, cells, strict=True))
    lists = {name: _alternatives(row.get(name, "")) for name in _LISTS}
    plain = {name: row.get(name, "") for name in COLUMNS}
    status = _choice(TermStatus, plain["status"], TermStatus.PREFERRED, "status", where)
    if not lists["source"]:
        raise GlossaryError(f"{where}: empty source; write the Japanese term")
    if not lists["target"] and status not in (TermStatus.FORBIDDEN, TermStatus.DEPRECATED):
        raise GlossaryError(f"{where}: 「{lists['source'][0]}」 has an empty target; write the English term")
    return Concept(
        source=lists["source"][0],
        targets=lists["target"],
        variants=(*lists["source"][1:], *lists["variants"]),
        pos=plain["pos"],
        status=status,
        forbidden=lists["forbidden"],
        plural=plain["plural"],
        article=_choice(Article, plain["article"], Article.NONE, "article", where),
        short=plain["short"],
        case=_choice(Case, plain["case"], Case.AS_IS, "case", where),
        match=_choice(MatchMode, plain["match"], MatchMode.AUTO, "match", where),
        domain=plain["domain"],
        note=plain["note"],
        id=plain["id"],
        extra=tuple((name, row[name]) for name in header if name not in COLUMNS and row[name]),
        origin=where,
    )


def _choice(kind: type[_E], value: str, default: _E, column: str, where: str) -> _E:
    text = value.strip().lower()
    if not text:
        return default
    for member in kind:
        if member.value == text:
            return member
    valid = ", ".join(str(member.value) for member in kind if member.value)
    raise GlossaryError(f"{where}: unknown {column} {value!r}; use one of {valid}")


def _alternatives(cell: str) -> tuple[str, ...]:
    """Split at unescaped bars; alternatives of white space only are dropped."""
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


def _joined(parts: Iterable[str]) -> str:
    cell = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
    return "\\" + cell if cell.startswith("#") else cell


def _known(concept: Concept) -> dict[str, str]:
    """The cells of the known columns; defaults are written as empty cells."""
    return {
        "source": _joined((concept.source,)),
        "target": _joined(concept.targets),
        "variants": _joined(concept.variants),
        "pos": concept.pos,
        "status": "" if concept.status is TermStatus.PREFERRED else concept.status.value,
        "forbidden": _joined(concept.forbidden),
        "plural": concept.plural,
        "article": concept.article.value,
        "short": concept.short,
        "case": "" if concept.case is Case.AS_IS else concept.case.value,
        "match": "" if concept.match is MatchMode.AUTO else concept.match.value,
        "domain": concept.domain,
        "note": concept.note,
        "id": concept.id,
    }
