"""Catalogs as PO files. polib parses and models the entries; what it gets wrong is put right on either side of it.

On the way in every string is armoured as ASCII JSON, so that polib neither strips, splits nor misreads it; the lines
polib drops (``#~|``, what follows the last entry) or splits wrongly (``#:``) are rewritten into ones it reads. On the
way out entries are laid out as ``msgcat`` lays them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import polib

from pipeline.adapters.files import LOCK_TIMEOUT, atomic_write, locked
from pipeline.adapters.po_armour import Armoured, armour, decode, pack_reference, unpack, unpack_lines, unpack_reference
from pipeline.adapters.po_wrap import reference_lines, string_lines
from pipeline.errors import CatalogError, OutputError
from pipeline.merge import ownership
from pipeline.model import Catalog, Reference, Unit

_CHARSET = "text/plain; charset=UTF-8"
_ATTEMPTS = 5
_FORMATS: tuple[str, ...] = (
    "c",
    "objc",
    "python",
    "python-brace",
    "java",
    "java-printf",
    "csharp",
    "javascript",
    "scheme",
    "lisp",
    "elisp",
    "librep",
    "ruby",
    "sh",
    "awk",
    "lua",
    "object-pascal",
    "smalltalk",
    "qt",
    "qt-plural",
    "kde",
    "kde-kuit",
    "boost",
    "tcl",
    "perl",
    "perl-brace",
    "php",
    "gcc-internal",
    "gfc-internal",
    "ycp",
)  # in gettext's order


Lines = dict[tuple[str | None, str], int]
"""1-based lines of a file, by a unit's (context, source)."""


def load(path: Path | str) -> Catalog:
    """Read a catalog. Raises CatalogError (``file:line: what; next step``) and leaves the file alone."""
    return load_with_lines(path)[0]


def load_with_lines(path: Path | str) -> tuple[Catalog, Lines]:
    """Read a catalog, and on which line of the file each of its units has its ``msgid``."""
    data = _read(Path(path))
    if data is None:
        raise CatalogError(f"{path}: no such catalog; check the path, or make it with `taiyaku translate`")
    return _parse(data, str(path))


def parse(data: bytes, name: str = "<bytes>") -> Catalog:
    """The catalog in a PO file's bytes; ``name`` stands in error messages."""
    return _parse(data, name)[0]


def _parse(data: bytes, name: str) -> tuple[Catalog, Lines]:
    armoured = armour(decode(data, name), name)
    entries = _entries(armoured, name)
    header: tuple[tuple[str, str], ...] = ()
    header_comment = ""
    units: list[Unit] = []
    seen: Lines = {}
    for entry, line in zip(entries, armoured.msgid_lines, strict=True):
        unit = _unit(entry, name, line)
        key = (unit.context, unit.source)
        if key in seen:
            raise CatalogError(
                f"{name}:{line}: the entry of line {seen[key]} is here again; delete one of the two, then run again"
            )
        seen[key] = line
        if key == (None, "") and not unit.obsolete:
            header, header_comment = _header_fields(unit.target), unit.comments
        else:
            units.append(unit)
    if armoured.trailing:  # nobody's comment is lost: it goes to the last entry
        if units:
            units[-1] = replace(units[-1], comments=_join([*_split(units[-1].comments), *armoured.trailing]))
        else:
            header_comment = _join([*_split(header_comment), *armoured.trailing])
    catalog = Catalog(
        units=tuple(sorted((replace(u, origin=ownership(u)) for u in units), key=lambda u: u.obsolete)),
        header=header,
        header_comment=header_comment,
    )
    return catalog, seen


def dump(catalog: Catalog) -> bytes:
    """The bytes of the PO file, as ``msgcat`` of gettext 0.21 would write them.

    An obsolete unit without a target is left out, as gettext leaves it out, unless somebody commented on it.
    """
    fields = [(n, _CHARSET if n == "Content-Type" else v) for n, v in catalog.header]
    if all(n != "Content-Type" for n, _ in fields):
        fields.append(("Content-Type", _CHARSET))
    text = "".join(f"{n}: {v}\n" if n else f"{v}\n" for n, v in fields)
    head = polib.POEntry(msgid="", msgstr=text, tcomment=catalog.header_comment)
    units = sorted(catalog.units, key=lambda u: u.obsolete)
    blocks = [head, *(_entry(u) for u in units if not u.obsolete or _target(u) or u.comments)]
    try:
        return "\n".join("".join(f"{line}\n" for line in _lines(entry)) for entry in blocks).encode("utf-8")
    except UnicodeEncodeError as error:
        place = error.object[max(0, error.start - 20) : error.start]
        raise OutputError(f"catalog: a lone surrogate after {place!r} has no UTF-8; correct the text") from error


def update(path: Path | str, make: Callable[[Catalog | None], Catalog], *, timeout: float = LOCK_TIMEOUT) -> bool:
    """Rewrite a catalog with ``make(old)``; True when its bytes changed.

    ``make`` gets None for a missing file, and is asked again if somebody saved the file meanwhile, so it must be a
    function of its argument. Raises CatalogError or OutputError; the file is then as it was.
    """
    path = Path(path)
    with locked(path, timeout=timeout):
        for _ in range(_ATTEMPTS):
            before = _read(path)
            data = dump(make(None if before is None else parse(before, str(path))))
            if _read(path) == before:
                return atomic_write(path, data)
    raise OutputError(f"{path}: somebody keeps saving it; close it in the editor, then run again")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogError(f"{path}: cannot read: {error.strerror or error}; check the path") from error


def _entries(armoured: Armoured, name: str) -> list[polib.POEntry]:
    if not armoured.msgid_lines:
        return []
    try:
        file = polib.pofile(armoured.text, encoding="utf-8")
        entries = list(file)
    except Exception as error:  # polib raises whatever its state machine ran into
        raise CatalogError(
            f"{name}: not a PO file: {error}; it was left as it is, repair it or move it away"
        ) from error
    if len(entries) != len(armoured.msgid_lines):
        raise CatalogError(f"{name}: entries run into each other; check it with `msgfmt -c`, it was left as it is")
    entries[0].tcomment = "\n".join(text for text in (file.header, entries[0].tcomment) if text)  # polib parts them
    return entries


def _unit(entry: polib.POEntry, name: str, line: int) -> Unit:
    plural = None
    if entry.msgstr_plural:
        numbers = sorted(entry.msgstr_plural)
        if numbers != list(range(len(numbers))):
            raise CatalogError(f"{name}:{line}: msgstr[0], msgstr[1] … must be without gaps; add the missing one")
        plural = (unpack(entry.msgid_plural), tuple(unpack(entry.msgstr_plural[n]) for n in numbers))
    flags = tuple(dict.fromkeys(flag for flag in entry.flags if flag))
    return Unit(
        source=unpack(entry.msgid),
        target="" if plural else unpack(entry.msgstr),
        references=tuple(_reference(path, number) for path, number in entry.occurrences),
        needs_review="fuzzy" in flags,
        comments=_join(unpack_lines(entry.tcomment)),
        notes=unpack_lines(entry.comment),
        context=None if entry.msgctxt is None else unpack(entry.msgctxt),
        previous_source=None if entry.previous_msgid is None else unpack(entry.previous_msgid),
        previous_context=None if entry.previous_msgctxt is None else unpack(entry.previous_msgctxt),
        obsolete=bool(entry.obsolete),
        extra=tuple(sorted((flag for flag in flags if flag != "fuzzy"), key=_flag_order)),
        plural=plural,
        previous_plural=None if entry.previous_msgid_plural is None else unpack(entry.previous_msgid_plural),
    )


def _entry(unit: Unit) -> polib.POEntry:
    flags = sorted(unit.extra, key=_flag_order)
    if unit.needs_review and _target(unit):  # gettext knows no fuzzy entry without a translation
        flags.insert(0, "fuzzy")
    return polib.POEntry(
        msgid=unit.source,
        msgstr=unit.target,
        msgid_plural=unit.plural[0] if unit.plural else "",
        msgstr_plural=dict(enumerate(unit.plural[1])) if unit.plural else {},
        msgctxt=unit.context,
        obsolete=unit.obsolete,
        comment=_join(unit.notes),
        tcomment=unit.comments,
        occurrences=[(pack_reference(r.path), str(r.line) if r.line > 0 else "") for r in unit.references],
        flags=flags,
        previous_msgctxt=unit.previous_context,
        previous_msgid=unit.previous_source,
        previous_msgid_plural=unit.previous_plural,
    )


def _lines(entry: polib.POEntry) -> Iterator[str]:
    """An entry's lines in gettext's order and layout."""
    yield from ("# " + text if text else "#" for text in _split(entry.tcomment))
    yield from ("#. " + text if text else "#." for text in _split(entry.comment))
    places = dict.fromkeys(f"{path}:{line}" if line else path for path, line in entry.occurrences)
    yield from reference_lines(places)
    if entry.flags:
        yield "#, " + ", ".join(entry.flags)
    old, new = ("#~| ", "#~ ") if entry.obsolete else ("#| ", "")
    wrap = "no-wrap" not in entry.flags
    for name, text in (
        ("msgctxt", entry.previous_msgctxt),
        ("msgid", entry.previous_msgid),
        ("msgid_plural", entry.previous_msgid_plural),
    ):
        if text is not None:
            yield from string_lines(name, text, prefix=old, wrap=wrap)
    if entry.msgctxt is not None:
        yield from string_lines("msgctxt", entry.msgctxt, prefix=new, wrap=wrap)
    yield from string_lines("msgid", entry.msgid, prefix=new, wrap=wrap)
    if not entry.msgstr_plural:
        yield from string_lines("msgstr", entry.msgstr, prefix=new, wrap=wrap)
        return
    yield from string_lines("msgid_plural", entry.msgid_plural, prefix=new, wrap=wrap)
    for number, text in sorted(entry.msgstr_plural.items()):
        yield from string_lines(f"msgstr[{number}]", text, prefix=new, wrap=wrap)


def _target(unit: Unit) -> str:
    return unit.plural[1][0] if unit.plural else unit.target


def _reference(path: str, line: str) -> Reference:
    if line.isascii() and line.isdigit() and not line.startswith("0") and path:
        return Reference(unpack_reference(path), int(line))
    return Reference(unpack_reference(f"{path}:{line}" if line else path), 0)


def _flag_order(flag: str) -> tuple[int, int]:
    """gettext's order: formats, range, no-wrap; flags it does not know stay as they were, at the end."""
    language = flag.removeprefix("no-").removeprefix("possible-").removesuffix("-format")
    if flag.endswith("-format") and language in _FORMATS:
        return (0, _FORMATS.index(language))
    return (1, 0) if flag.startswith("range:") else (2, 0) if flag == "no-wrap" else (3, 0)


def _header_fields(text: str) -> tuple[tuple[str, str], ...]:
    """(name, value) per line; a line that is no field has the name ""."""
    fields = []
    for line in text.removesuffix("\n").split("\n") if text else ():
        name, colon, value = line.partition(":")
        good = colon and name and not any(c.isspace() for c in name)
        fields.append((name, value.removeprefix(" ")) if good else ("", line))
    return tuple(fields)


def _join(lines: Iterable[str]) -> str:
    """Comment lines as one text. ``n`` empty lines alone are ``n`` newlines, so that "" can mean no comment."""
    text = "\n".join(found := list(lines))
    return text if text.strip("\n") else "\n" * len(found)


def _split(comments: str) -> list[str]:
    if not comments:
        return []
    return comments.split("\n") if comments.strip("\n") else [""] * len(comments)
