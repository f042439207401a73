"""A big glossary, compiled once: its spellings and concepts in a text file under the user's cache folder.

The file is data, never code: lines of text and JSON behind a checksum, from which the automaton is built again. One
that is damaged, or was made from other files or by another version, is passed over and written anew. Concepts and
entries are decoded when first looked at.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Generic, TypeVar, overload

from glossary.compile import MATCHER, Compiled, Entry, build_automaton, whole
from glossary.model import Article, Case, Concept, MatchMode, TermStatus

LARGE = 5_000
"""Concepts above which a cache is kept; smaller glossaries compile in less time than it is worth."""

_KEEP = 8
_MAGIC = "taiyaku glossary 1"
_FIELDS = tuple(field.name for field in fields(Concept))
_CODE = ("chars.py", "compile.py", "model.py", "normal.py", "spelling.py", "tsv.py", "cache.py")
_T = TypeVar("_T")

Source = tuple[str, bytes]  # name as shown in errors, content


class _Decoded(Sequence[_T], Generic[_T]):
    """Lines that become objects when first asked for."""

    def __init__(self, lines: Sequence[str], decode: Callable[[str], _T]) -> None:
        self._lines = lines
        self._decode = decode
        self._known: dict[int, _T] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | Sequence[_T]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        found = self._known.get(index)
        if found is None:
            found = self._known.setdefault(index, self._decode(self._lines[index]))
        return found

    def __iter__(self) -> Iterator[_T]:
        return (self[index] for index in range(len(self)))


def folder() -> Path:
    """Where caches live: ``$TAIYAKU_HOME/cache``, else the platform's cache folder. It is made when first needed."""
    if own := os.environ.get("TAIYAKU_HOME"):
        return Path(own, "cache")
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base, "taiyaku")
    home = Path("~").expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "taiyaku", "cache")
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "taiyaku"


def worthwhile(sources: Sequence[Source]) -> bool:
    """Whether these files are big enough to look for a cache."""
    return sum(data.count(b"\n") for _, data in sources) > LARGE


def key(sources: Sequence[Source]) -> str:
    """Hexadecimal digits that change with the files, their names, the order, this package and Python's Unicode."""
    import hashlib
    import unicodedata
    from importlib.metadata import PackageNotFoundError, version

    try:
        release = version("taiyaku")
    except PackageNotFoundError:  # used from a folder, without installation
        release = "0"
    total = hashlib.sha256(repr((_MAGIC, MATCHER, release, unicodedata.unidata_version, len(sources))).encode())
    parts = [*sources, *((name, _bytes(Path(__file__).with_name(name))) for name in _CODE)]
    for name, data in parts:
        total.update(repr((name, len(data))).encode())
        total.update(data)
    return total.hexdigest()


def load(key: str) -> Compiled | None:
    """The glossary cached under ``key``; None if there is none, or not a sound one."""
    data = _bytes(_path(key))
    head, _, body = data.partition(b"\n")
    if head != _head(key, body):
        return None
    try:
        digest, words, entries, rows = body.decode("utf-8").split("\n\n")
        spellings, lines = words.split("\n"), entries.split("\n")
        concepts = _Decoded(rows.split("\n"), decode)
    except ValueError:
        return None
    if len(spellings) != len(lines):
        return None

    def entry(line: str) -> tuple[int, tuple[Entry, ...]]:
        width, *items = json.loads(line)
        return width, tuple(Entry(concepts[at], *rest) for at, *rest in items)

    return Compiled(concepts, build_automaton(spellings), _Decoded(lines, entry), digest)


def save(key: str, compiled: Compiled) -> None:
    """Write the cache file, whole or not at all. A folder that cannot be written is no error: there is no cache then."""
    if compiled.automaton is None:
        return
    at = {id(concept): index for index, concept in enumerate(compiled.concepts)}
    words: list[str] = [""] * len(compiled.table)
    for word, index in compiled.automaton.items():
        words[index] = whole(word)
    entries = [
        _json([width, *([at[id(e.concept)], e.written, e.cased, e.stem, e.predicate] for e in items)])
        for width, items in compiled.table
    ]
    rows = [encode(concept) for concept in compiled.concepts]
    try:
        body = "\n\n".join((compiled.digest, "\n".join(words), "\n".join(entries), "\n".join(rows))).encode()
        _write(_path(key), _head(key, body) + b"\n" + body)
    except (OSError, UnicodeEncodeError):
        return


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".glossary-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    old = sorted(path.parent.glob("glossary-*.txt"), key=lambda other: other.stat().st_mtime, reverse=True)
    for other in old[_KEEP:]:
        other.unlink(missing_ok=True)


def _path(key: str) -> Path:
    return folder() / f"glossary-{key[:32]}.txt"


def _head(key: str, body: bytes) -> bytes:
    import hashlib

    return f"{_MAGIC} {key} {hashlib.sha256(body).hexdigest()}".encode()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode(concept: Concept) -> str:
    """A concept as one line of JSON."""
    return _json([getattr(concept, name) for name in _FIELDS])


def decode(line: str) -> Concept:
    """The concept that ``encode`` wrote."""
    source, targets, variants, pos, status, forbidden, plural, article, short, case, match, *rest = json.loads(line)
    domain, note, name, extra, origin = rest
    return Concept(
        source,
        tuple(targets),
        tuple(variants),
        pos,
        TermStatus(status),
        tuple(forbidden),
        plural,
        Article(article),
        short,
        Case(case),
        MatchMode(match),
        domain,
        note,
        name,
        tuple((column, cell) for column, cell in extra),
        origin,
    )
