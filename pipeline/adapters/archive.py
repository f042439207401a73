"""Reading `.argosmodel` archives as if a stranger had sent them: everything is checked before anything is written.

An archive is a zip of one folder: ``metadata.json``, ``model/`` (CTranslate2), ``sentencepiece.model`` or
``bpe.model``, perhaps ``README.md`` and data of sentence splitters, which we ignore.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import ModelError, OutputError

MAX_MEMBERS = 10_000
MAX_BYTES = 4 * 1024**3  # unpacked
MAX_RATIO = 100  # unpacked : packed; models are nearly incompressible, so 100 is generous
RATIO_FLOOR = 16 * 1024**2  # below this a high ratio harms nobody
MAX_TEXT = 1024**2  # metadata.json and README.md are read whole
_CHUNK = 1024**2

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f]{0,200}")


@dataclass(frozen=True, slots=True)
class PackageMetadata:
    """What ``metadata.json`` says. ``target_prefix`` is the token some multilingual models want first."""

    version: str
    from_code: str
    to_code: str
    from_name: str = ""
    to_name: str = ""
    argos_version: str = ""
    target_prefix: str = ""
    type: str = "translate"


@dataclass(frozen=True, slots=True)
class ArchiveInfo:
    """A checked archive: ``folder`` is its one top folder, ``files`` are (name below it, unpacked bytes)."""

    path: Path
    folder: str
    metadata: PackageMetadata
    files: tuple[tuple[str, int], ...]
    readme: str = ""

    @property
    def size(self) -> int:
        """Unpacked bytes."""
        return sum(size for _, size in self.files)


def read_metadata(raw: bytes, where: str) -> PackageMetadata:
    """Parse ``metadata.json``; ``where`` opens the error message."""
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{where}: metadata.json is not valid JSON ({error}); get the package again") from error
    if not isinstance(data, dict):
        raise ModelError(f"{where}: metadata.json is not a JSON object; get the package again")

    def field(key: str, pattern: re.Pattern[str], default: str | None = None) -> str:
        value = data.get(key, default)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ModelError(f"{where}: metadata.json has no usable “{key}”; is this an Argos translation package?")
        return value

    kind = field("type", _PRINTABLE, "translate")
    if kind != "translate":
        raise ModelError(f"{where}: a package of type “{kind}”; only translation packages can be used")
    return PackageMetadata(
        version=field("package_version", _PRINTABLE, ""),
        from_code=field("from_code", _CODE),
        to_code=field("to_code", _CODE),
        from_name=field("from_name", _PRINTABLE, ""),
        to_name=field("to_name", _PRINTABLE, ""),
        argos_version=field("argos_version", _PRINTABLE, ""),
        target_prefix=field("target_prefix", _PRINTABLE, ""),
        type=kind,
    )


def require_members(names: Iterable[str], where: str) -> None:
    """Check that a package (names below its folder) holds what the direct engine needs."""
    present = set(names)

    def any_of(*options: str) -> bool:
        return any(option in present for option in options)

    if "model/model.bin" not in present:
        raise ModelError(f"{where}: model/model.bin is missing; get the package again")
    shared = any_of("model/shared_vocabulary.json", "model/shared_vocabulary.txt")
    source = any_of("model/source_vocabulary.json", "model/source_vocabulary.txt")
    target = any_of("model/target_vocabulary.json", "model/target_vocabulary.txt")
    if not shared and not (source and target):
        raise ModelError(f"{where}: the model's vocabulary file is missing; get the package again")
    if "sentencepiece.model" not in present:
        if "bpe.model" in present:
            raise ModelError(f"{where}: uses a BPE tokenizer; only packages with sentencepiece.model are supported")
        raise ModelError(f"{where}: sentencepiece.model is missing; get the package again")


def inspect(path: Path, *, pair: tuple[str, str] | None = ("ja", "en")) -> ArchiveInfo:
    """Check an archive without unpacking it. ``pair`` is the language pair demanded, None for any."""
    with _opened(path) as archive:
        return _check(archive, path, pair)


def unpack(path: Path, destination: Path, *, pair: tuple[str, str] | None = ("ja", "en")) -> ArchiveInfo:
    """Check an archive and make ``destination`` the package folder: whole, or not at all.

    Raises ModelError for a bad archive or when ``destination`` already holds something, OutputError when the disk
    refuses.
    """
    with _opened(path) as archive:
        info = _check(archive, path, pair)
        if destination.exists():
            raise ModelError(f"{destination}: already there; remove it first")
        try:
            destination.parent.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
        except OSError as error:
            raise OutputError(f"{destination}: cannot be written ({error.strerror}); free space or rights?") from error
        try:
            staging.chmod(0o755)
            for member in archive.infolist():
                if not member.is_dir():
                    _extract(archive, member, staging.joinpath(*member.filename.split("/")[1:]), path)
            staging.rename(destination)
        except OSError as error:
            if destination.exists():
                raise ModelError(f"{destination}: already there; remove it first") from error
            raise OutputError(f"{destination}: cannot be written ({error.strerror}); free space or rights?") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return info


@contextmanager
def open_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """A file of a package (``name`` below its folder), be it an archive that ``inspect`` accepts or a folder."""
    if path.is_dir():
        try:
            stream = (path / name).open("rb")
        except OSError as error:
            raise ModelError(f"{path / name}: cannot be read ({error.strerror}); install the package again") from error
        with stream:
            yield stream
    else:
        with _opened(path) as archive:
            top = archive.namelist()[0].partition("/")[0]
            with archive.open(f"{top}/{name}") as packed:
                yield packed


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise ModelError(f"{path}: no such file; give the path of an .argosmodel file")
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ModelError(f"{path}: not a complete .argosmodel archive ({error}); get the file again") from error
    except NotImplementedError as error:
        raise ModelError(f"{path}: packed in a way we cannot read ({error}); repack it as a plain zip") from error
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from error


def _check(archive: zipfile.ZipFile, path: Path, pair: tuple[str, str] | None) -> ArchiveInfo:
    members = archive.infolist()
    if not members:
        raise ModelError(f"{path}: the archive is empty; get the file again")
    if len(members) > MAX_MEMBERS:
        raise ModelError(f"{path}: {len(members)} entries, more than any model has; refused")
    total = sum(member.file_size for member in members)
    packed = path.stat().st_size
    if total > MAX_BYTES or (total > RATIO_FLOOR and total > MAX_RATIO * packed):
        raise ModelError(f"{path}: {packed} bytes would unpack to {total}; refused as a zip bomb")
    folder = _check_names(members, path)
    files = tuple((m.filename.partition("/")[2], m.file_size) for m in members if not m.is_dir())
    names = {name for name, _ in files}
    if "metadata.json" not in names:
        raise ModelError(f"{path}: metadata.json is missing; is this an Argos translation package?")
    metadata = read_metadata(_read_small(archive, f"{folder}/metadata.json", path), str(path))
    if pair and (metadata.from_code, metadata.to_code) != pair:
        raise ModelError(
            f"{path}: translates {metadata.from_code}→{metadata.to_code}; a {pair[0]}→{pair[1]} package is needed"
        )
    require_members(names, str(path))
    readme = _read_small(archive, f"{folder}/README.md", path) if "README.md" in names else b""
    return ArchiveInfo(path, folder, metadata, files, readme.decode("utf-8", "replace"))


def _check_names(members: Iterable[zipfile.ZipInfo], path: Path) -> str:
    """Return the one top folder; every entry must be a plain file or folder at a plain place below it."""
    seen: set[str] = set()
    parents: set[str] = set()
    plain_files: set[str] = set()
    tops: set[str] = set()
    for member in members:
        # zipfile cuts names at NUL and may change separators; the name as stored is what has to be clean
        name = member.orig_filename
        parts = name.removesuffix("/").split("/")
        if (
            any(ord(char) < 32 or char in "\\:\x7f" for char in name)
            or any(part in ("", ".", "..") or part[-1] in ". " for part in parts)
            or member.filename != name
        ):
            raise ModelError(f"{path}: entry {name!r} points outside the package or is oddly named; refused")
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ModelError(f"{path}: entry {name!r} is a link or a device; refused")
        if member.flag_bits & 0x1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ModelError(f"{path}: entry {name!r} is encrypted or oddly packed; repack it as a plain zip")
        folded = [unicodedata.normalize("NFC", part).casefold() for part in parts]
        key = "/".join(folded)
        if key in seen:
            raise ModelError(f"{path}: entry {name!r} is there twice; refused")
        seen.add(key)
        parents.update("/".join(folded[:i]) for i in range(1, len(folded)))
        if not member.is_dir():
            plain_files.add(key)
        tops.add(parts[0])
    if clash := plain_files & parents:
        raise ModelError(f"{path}: {min(clash)!r} is both a file and a folder; refused")
    if len(tops) != 1 or plain_files & {top.casefold() for top in tops}:
        raise ModelError(f"{path}: must hold exactly one top folder, has {', '.join(sorted(tops)[:4])}; refused")
    top = tops.pop()
    if not _SAFE_NAME.fullmatch(top):
        raise ModelError(f"{path}: its folder is named {top!r}; only letters, digits, “.”, “_” and “-” are allowed")
    return top


def _read_small(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    if archive.getinfo(name).file_size > MAX_TEXT:
        raise ModelError(f"{path}: {name} is larger than {MAX_TEXT} bytes; refused")
    with archive.open(name) as stream:
        return stream.read(MAX_TEXT)


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, path: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("xb") as sink:
        written = _copy(source, sink, member.file_size)
        if written != member.file_size:  # the directory lied, or the data ends early; zipfile checks the CRC itself
            raise ModelError(f"{path}: {member.filename} is not as long as the archive says; get the file again")
        sink.flush()
        os.fsync(sink.fileno())


def _copy(source: IO[bytes], sink: IO[bytes], limit: int) -> int:
    """Copy at most one chunk beyond ``limit``; return the bytes copied."""
    written = 0
    while written <= limit and (chunk := source.read(_CHUNK)):
        sink.write(chunk)
        written += len(chunk)
    return written
