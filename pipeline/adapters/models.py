"""The models on this machine: the bundled one, those installed with ``taiyaku model install``, and Argos' own.

Nothing is downloaded, and listing creates no folder. User folders: ``$TAIYAKU_HOME`` if set, else the platform's
data and cache folders (``$XDG_DATA_HOME/taiyaku``, ``$XDG_CACHE_HOME/taiyaku``).
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Literal

from ..errors import ModelError, ModelUnavailable, OutputError
from . import archive
from .argos_package import home, package_dirs

Where = Literal["bundled", "installed", "argos", "path"]
BUNDLED = Path(__file__).resolve().parent.parent / "models"
SUFFIX = ".argosmodel"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model: ``path`` is a package folder, or an ``.argosmodel`` file; ``size`` is in bytes, unpacked."""

    name: str
    version: str
    from_code: str
    to_code: str
    path: Path
    where: Where
    size: int

    @property
    def pair(self) -> tuple[str, str]:
        """Source and target language codes."""
        return self.from_code, self.to_code

    @property
    def digest(self) -> str:
        """First 8 hex digits of the SHA-256 of ``model/model.bin``: the weights, however they are packed."""
        return _digest(self.path, _stamp(self.path))

    @property
    def has_placeholders(self) -> bool:
        """Whether the term placeholders ⟦0⟧… are pieces of its vocabulary."""
        return _knows_placeholders(self.path, _stamp(self.path))


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """A model with what its package says about itself."""

    model: ModelInfo
    metadata: archive.PackageMetadata
    readme: str


def data_dir() -> Path:
    """Where installed models live (``<this>/models/<name>/``)."""
    return _user_dir("XDG_DATA_HOME", (".local", "share"), "Library/Application Support", "")


def cache_dir() -> Path:
    """Where archives are unpacked for use; may be deleted at any time."""
    return _user_dir("XDG_CACHE_HOME", (".cache",), "Library/Caches", "cache")


def list_models() -> tuple[ModelInfo, ...]:
    """Every usable translation model, any language pair: installed, bundled, then Argos' own; by name within each.

    Folders that are not translation packages are passed over.
    """
    found: list[ModelInfo] = [*_packages(data_dir() / "models", "installed")]
    bundled = sorted(BUNDLED.glob(f"*{SUFFIX}"))
    if len(bundled) > 1:
        raise ModelError(f"{BUNDLED}: holds {len(bundled)} models where one belongs; reinstall taiyaku")
    found += [_from_archive(path, "bundled") for path in bundled]
    for folder in package_dirs():
        found += _packages(folder, "argos")
    return tuple(dict.fromkeys(found))


def find(name: str | None = None, *, pair: tuple[str, str] | None = ("ja", "en")) -> ModelInfo:
    """The model of that name (``name``, ``name@digest`` or ``bundled``) or at that path; None is the bundled one.

    ``pair`` is the language pair demanded, None for any. Raises ModelUnavailable naming the models there are, and
    ModelError for a path that holds no usable package.
    """
    known = [model for model in list_models() if pair is None or model.pair == pair]
    if name is None:
        best = next((model for model in known if model.where == "bundled"), None) or next(iter(known), None)
        if best:
            return best
        raise ModelUnavailable("no translation model is installed; use: taiyaku model install FILE.argosmodel")
    base, _, digest = name.partition("@")
    for model in known:
        if base in (model.name, model.where if model.where == "bundled" else "") and model.digest.startswith(digest):
            return model
    path = Path(name)
    if path.exists():
        given = _from_folder(path, "path") if path.is_dir() else _from_archive(path, "path", pair)
        if pair and given.pair != pair:
            raise ModelError(f"{path}: translates {given.from_code}→{given.to_code}, not {pair[0]}→{pair[1]}")
        return given
    names = ", ".join(dict.fromkeys(model.name for model in known)) or "none"
    raise ModelUnavailable(
        f"no model “{name}”; there are: {names}; another is added with: taiyaku model install FILE.argosmodel"
    )


def info(name: str | None = None, *, pair: tuple[str, str] | None = None) -> ModelDetails:
    """A model with its metadata and the text of its README (empty where it has none)."""
    model = find(name, pair=pair or (("ja", "en") if name is None else None))
    if model.path.is_dir():
        metadata = archive.read_metadata(_read(model.path / "metadata.json"), str(model.path))
        readme = model.path / "README.md"
        return ModelDetails(model, metadata, _read(readme).decode("utf-8", "replace") if readme.is_file() else "")
    checked = archive.inspect(model.path, pair=None)
    return ModelDetails(model, checked.metadata, checked.readme)


def install(path: Path, *, replace: bool = False) -> ModelInfo:
    """Install a ja→en archive into the user's data folder, whole or not at all; several processes may do it at once.

    Installing the same weights again changes nothing. Raises ModelError if other weights hold the name, unless
    ``replace``.
    """
    checked = archive.inspect(path)
    target = data_dir() / "models" / checked.folder
    offered = _from_archive(path, "path")
    if target.exists():
        present = _present(target)
        if present and present.digest == offered.digest:
            return present
        if present and not replace:
            raise ModelError(
                f"“{checked.folder}” is already installed with other weights ({present.version}, {present.digest}; "
                f"offered {offered.version}, {offered.digest}); install with --replace or remove {target}"
            )
        _discard(target)
    try:
        archive.unpack(path, target)
    except ModelError:
        rival = _present(target)  # another process may have been faster with the same archive
        if rival is None or rival.digest != offered.digest:
            raise
        return rival
    return _from_folder(target, "installed")


def package_folder(model: ModelInfo) -> Path:
    """The model as a package folder: itself, or its archive unpacked once into the cache.

    Where the cache cannot be written, a private folder that is removed at exit.
    """
    if model.path.is_dir():
        return model.path
    checked = archive.inspect(model.path, pair=None)
    target = cache_dir() / "models" / f"{checked.folder}-{_file_digest(model.path, _stamp(model.path))}"
    if _complete(target, checked):
        return target
    try:
        if target.exists():  # a file was lost or cut short
            _discard(target)
        archive.unpack(model.path, target, pair=None)
    except OutputError:
        private = Path(tempfile.mkdtemp(prefix="taiyaku-model-"))
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        target = private / checked.folder
        archive.unpack(model.path, target, pair=None)
    except ModelError:
        if not _complete(target, checked):  # else another process has just unpacked it
            raise
    return target


def _user_dir(variable: str, unix: tuple[str, ...], mac: str, below: str) -> Path:
    if own := os.environ.get("TAIYAKU_HOME"):
        return Path(own, below)
    if base := os.environ.get(variable):
        return Path(base, "taiyaku")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local", "taiyaku", below)
    if sys.platform == "darwin":
        return home() / mac / "taiyaku"
    return home().joinpath(*unix, "taiyaku")


def _packages(folder: Path, where: Where) -> Iterator[ModelInfo]:
    try:
        candidates = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return  # not there: nothing installed
    for candidate in candidates:
        try:
            yield _from_folder(candidate, where)
        except ModelError:
            continue


def _from_folder(path: Path, where: Where) -> ModelInfo:
    metadata = archive.read_metadata(_read(path / "metadata.json"), str(path))
    files = [entry for entry in path.rglob("*") if entry.is_file()]
    if not (path / "model" / "model.bin").is_file():
        raise ModelError(f"{path}: model/model.bin is missing; install the package again")
    size = sum(entry.stat().st_size for entry in files)
    return ModelInfo(path.resolve().name, metadata.version, metadata.from_code, metadata.to_code, path, where, size)


def _from_archive(path: Path, where: Where, pair: tuple[str, str] | None = ("ja", "en")) -> ModelInfo:
    checked = archive.inspect(path, pair=pair)
    metadata = checked.metadata
    return ModelInfo(checked.folder, metadata.version, metadata.from_code, metadata.to_code, path, where, checked.size)


def _present(target: Path) -> ModelInfo | None:
    try:
        return _from_folder(target, "installed")
    except ModelError:
        return None


def _complete(target: Path, checked: archive.ArchiveInfo) -> bool:
    return target.is_dir() and all(
        (target / name).is_file() and (target / name).stat().st_size == size for name, size in checked.files
    )


def _discard(target: Path) -> None:
    """Take a folder away in one step, so that no reader sees half of it."""
    try:
        trash = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        target.rename(trash / target.name)
    except FileNotFoundError:
        pass  # another process did
    except OSError as error:
        raise OutputError(f"{target}: cannot be replaced ({error.strerror}); check its rights") from error
    shutil.rmtree(trash, ignore_errors=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); is this an Argos package?") from error


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file (or a folder's weights) does."""
    target = path / "model" / "model.bin" if path.is_dir() else path
    try:
        status = target.stat()
    except OSError as error:
        raise ModelError(f"{target}: cannot be read ({error.strerror}); install the package again") from error
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=64)
def _digest(path: Path, _stamp: tuple[int, int]) -> str:
    with archive.open_member(path, "model/model.bin") as stream:
        return _sha8(stream)


@lru_cache(maxsize=64)
def _file_digest(path: Path, _stamp: tuple[int, int]) -> str:
    with path.open("rb") as stream:
        return _sha8(stream)


@lru_cache(maxsize=64)
def _knows_placeholders(path: Path, _stamp: tuple[int, int]) -> bool:
    piece = "⟦0⟧".encode()
    with archive.open_member(path, "sentencepiece.model") as stream:
        # a piece is field 1 of its message: tag, length, text (sentencepiece_model.proto)
        return bytes((0x0A, len(piece))) + piece in stream.read()


def _sha8(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()[:8]
