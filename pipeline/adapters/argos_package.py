"""Opening a package folder through argostranslate, without the folders its import would leave behind.

``argostranslate.settings`` creates data, config and cache folders under HOME when imported. A user who has Argos
already has them; for everybody else the import is pointed at a private folder that is removed at exit.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import ModelError


def home() -> Path:
    """The user's home folder; a place where nothing can exist when there is none."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def _argos_root(variable: str, *default: str) -> Path:
    base = os.environ.get("SNAP_USER_DATA") if "SNAP" in os.environ else None
    return Path(os.environ.get(variable) or (Path(base) if base else home()).joinpath(*default)) / "argos-translate"


def package_dirs() -> tuple[Path, ...]:
    """Where Argos Translate keeps installed packages, by its own rules; the folders need not exist."""
    configured: object = os.environ.get("ARGOS_PACKAGES_DIR")
    if not configured:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            settings = _argos_root("XDG_CONFIG_HOME", ".config") / "settings.json"
            configured = json.loads(settings.read_text(encoding="utf-8")).get("ARGOS_PACKAGES_DIR")
    standard = _argos_root("XDG_DATA_HOME", ".local", "share") / "packages"
    dirs = [Path(configured) if isinstance(configured, str) and configured else standard]
    # older releases and the documentation use these names
    dirs += [Path(os.environ[v]) for v in ("ARGOS_PACKAGE_DIR", "ARGOS_TRANSLATE_PACKAGE_DIR") if os.environ.get(v)]
    return tuple(dict.fromkeys(dirs))


def import_argos(name: str) -> Any:
    """Import ``argostranslate.<name>`` without side effects on the disk, the network or standard output."""
    if f"argostranslate.{name}" in sys.modules:
        return sys.modules[f"argostranslate.{name}"]
    changes = {} if "argostranslate.settings" in sys.modules else _private_folders()
    with _environment(changes), _deferred("stanza", "spacy", "onnxruntime"), contextlib.redirect_stdout(sys.stderr):
        try:
            return importlib.import_module(f"argostranslate.{name}")
        except Exception as error:
            raise ModelError(
                f"argostranslate cannot be loaded ({error}); reinstall it, or mend its settings"
            ) from error


def open_package(folder: Path) -> Any:
    """The ``argostranslate.package.Package`` of a folder."""
    package = import_argos("package")
    try:
        return package.Package(folder)
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: not a usable Argos package ({error}); install it again") from error


def target_vocabulary(folder: Path) -> frozenset[str]:
    """The pieces the model can write, from the vocabulary files beside its weights."""
    for stem in ("shared_vocabulary", "target_vocabulary"):
        listed, plain = (folder / "model" / f"{stem}{suffix}" for suffix in (".json", ".txt"))
        try:
            if listed.exists():
                return frozenset(json.loads(listed.read_text(encoding="utf-8")))
            if plain.exists():
                return frozenset(plain.read_text(encoding="utf-8").split("\n"))
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(f"{listed}: cannot be read ({error}); install the package again") from error
    raise ModelError(f"{folder}: the model's vocabulary file is missing; install the package again")


def position_limit(model_bin: Path) -> int | None:
    """How many pieces the model's position table covers, or None where the file does not say.

    CTranslate2 tells nobody, and fails in the middle of decoding when the table ends. The names and shapes of the
    tensors are read from the file itself (layout: ``ctranslate2.specs.model_spec.ModelSpec._serialize``).
    """
    limits: list[int] = []
    try:
        with model_bin.open("rb") as stream:

            def number(layout: str) -> int:
                (value,) = struct.unpack(layout, stream.read(struct.calcsize(layout)))
                return int(value)

            def string() -> str:
                return stream.read(number("<H"))[:-1].decode("utf-8")

            if number("<I") < 4:  # older layouts count items, not bytes
                return None
            string()  # the specification's name
            number("<I")  # and revision
            for _ in range(number("<I")):
                name = string()
                shape = [number("<I") for _ in range(number("<B"))]
                number("<B")  # element type
                length = number("<I")
                stream.seek(length, os.SEEK_CUR)
                if name.endswith("position_encodings/encodings") and shape:
                    limits.append(shape[0])
    except (OSError, struct.error, UnicodeDecodeError):
        return None
    return min(limits, default=None)


class _Deferred(ModuleType):
    """Stands for a library until something of it is used."""

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") and attribute != "__path__":  # asked of every module by inspect and others
            raise AttributeError(attribute)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), attribute)


@contextlib.contextmanager
def _deferred(*libraries: str) -> Iterator[None]:
    """Let what is imported inside bind these libraries without loading them.

    argostranslate imports all its sentence splitters at once. stanza and spacy mean torch and seconds; onnxruntime
    1.32 starts its usage reports when it is loaded, and keeps a database of them under HOME.
    """
    stand_ins = {name: _Deferred(name) for name in libraries if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _private_folders() -> dict[str, str]:
    """Environment changes that keep the import from creating anything for a user without Argos."""
    changes: dict[str, str] = {}
    packages = package_dirs()[0]
    places = (
        ("XDG_DATA_HOME", _argos_root("XDG_DATA_HOME", ".local", "share"), packages),
        ("XDG_CONFIG_HOME", (config := _argos_root("XDG_CONFIG_HOME", ".config")), config),
        ("XDG_CACHE_HOME", (cache := _argos_root("XDG_CACHE_HOME", ".local", "cache")), cache / "downloads"),
    )
    missing = [name for name, *folders in places if not all(folder.is_dir() for folder in folders)]
    if missing:
        private = tempfile.mkdtemp(prefix="taiyaku-argos-")
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        changes = dict.fromkeys(missing, private)
        changes["ARGOS_PACKAGES_DIR"] = str(packages) if packages.is_dir() else str(Path(private, "packages"))
        if home() == Path(os.devnull):
            changes["HOME"] = private
    return changes


@contextlib.contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
