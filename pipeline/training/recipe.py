"""A training recipe: which corpora, in what proportion, which network, in which stages. TOML text → ``Recipe``."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import InputError, UsageError

BUNDLED = Path(__file__).with_name("recipes")


@dataclass(frozen=True, slots=True)
class Source:
    """One parallel corpus: TSV or TSV.gz, Japanese TAB English.

    ``weight`` is how often each pair is seen per epoch (0.5: every second epoch on average), ``cap`` the most pairs to
    keep (0: all), ``tag`` marks machine-made text, ``domain`` puts the corpus into the last stage as well.
    """

    name: str
    path: str
    licence: str
    weight: float = 1.0
    cap: int = 0
    tag: str = ""
    domain: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """The size of the encoder–decoder: layers, model width, heads, inner width."""

    encoder: int
    decoder: int
    width: int
    heads: int
    inner: int


NETWORKS: Mapping[str, Network] = {
    "compact": Network(4, 2, 256, 4, 1024),
    "full": Network(6, 2, 512, 8, 2048),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the training time.

    ``share`` of the whole time; ``rate`` times the peak learning rate; the last ``decay`` of the stage falls linearly
    to the next stage's rate (zero after the last). ``max_pieces`` bounds both sides; ``mix`` is ``all``, or ``domain``
    for domain and general pairs 1:1.
    """

    name: str
    share: float
    rate: float = 1.0
    decay: float = 0.0
    max_pieces: int = 160
    mix: str = "all"


@dataclass(frozen=True, slots=True)
class Training:
    """The optimiser's numbers.

    ``tokens``: padded pieces a side per step; ``ema``: decay of the averaged weights; ``guide``: weight of the loss
    that makes one cross-attention head follow word alignment (0: none).
    """

    tokens: int = 4000
    peak_rate: float = 1.2e-3
    warmup: int = 400
    dropout: float = 0.1
    smoothing: float = 0.1
    ema: float = 0.999
    guide: float = 0.0


@dataclass(frozen=True, slots=True)
class Annotation:
    """Where term spans come from: ``lexicons`` (headword TAB English) and ``glossaries`` (taiyaku TSV).

    With ``phrases``, noun phrases aligned in the corpus itself are one more lexicon.

    No span ever touches a term of the glossaries under ``exclude``: those are for testing.
    """

    lexicons: tuple[str, ...] = ()
    glossaries: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    phrases: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what a trained model will be, except the time given to it.

    Relative paths are looked up in ``root``. ``evaluation`` names the sets no training pair may overlap with.
    """

    name: str
    root: Path
    pieces: int
    network: Network
    training: Training
    annotation: Annotation
    sources: tuple[Source, ...]
    stages: tuple[Stage, ...]
    evaluation: tuple[str, ...] = ()

    def resolve(self, path: str) -> Path:
        """The file a relative path of the recipe names.

        Raises InputError when it does not exist.
        """
        found = self.root / path
        if not found.is_file():
            raise InputError(f"{found}: no such file (recipe {self.name}); give the corpus folder with --data DIR")
        return found


def find_recipe(name: str) -> Path:
    """The recipe file ``name`` means: a path, or the name of one that comes with taiyaku (``compact``, ``full``)."""
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return path
    bundled = BUNDLED / f"{name}.toml"
    if bundled.is_file():
        return bundled
    known = ", ".join(sorted(p.stem for p in BUNDLED.glob("*.toml")))
    raise UsageError(f"{name}: no such recipe; give a .toml file or one of: {known}")


def load_recipe(path: Path, data: Path | None = None) -> Recipe:
    """Read a recipe; its paths are relative to ``data``, or to the recipe's folder when that is not given."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot read the recipe ({error.strerror}); check the path") from error
    return parse_recipe(text, str(path), data if data is not None else path.parent)


def parse_recipe(text: str, where: str, root: Path) -> Recipe:
    """Recipe from TOML text. Raises UsageError naming ``where``, the key, and the valid ones."""
    table = _toml(text, where)
    _known(table, ("name", "vocabulary", "network", "training", "annotation", "corpus", "source", "stage"), where)
    vocabulary, network, corpus = (_table(table, key, where) for key in ("vocabulary", "network", "corpus"))
    _known(vocabulary, ("size",), f"{where}: [vocabulary]")
    _known(corpus, ("evaluation",), f"{where}: [corpus]")
    sources = tuple(_build(Source, row, f"{where}: [[source]] {n}") for n, row in _rows(table, "source", where))
    stages = tuple(_build(Stage, row, f"{where}: [[stage]] {n}") for n, row in _rows(table, "stage", where))
    _check_sources(sources, where)
    _check_stages(stages, any(s.domain for s in sources), where)
    return Recipe(
        name=str(table.get("name", Path(where).stem)),
        root=root,
        pieces=_number(vocabulary.get("size", 12000), f"{where}: [vocabulary] size"),
        network=_network(network, f"{where}: [network]"),
        training=_build(Training, _table(table, "training", where), f"{where}: [training]"),
        annotation=_build(Annotation, _table(table, "annotation", where), f"{where}: [annotation]"),
        sources=sources,
        stages=stages,
        evaluation=_strings(corpus.get("evaluation", []), f"{where}: [corpus] evaluation"),
    )


def _toml(text: str, where: str) -> dict[str, Any]:
    try:
        toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    except ImportError as error:
        raise UsageError(
            f"{where}: Python 3.10 has no TOML reader; use Python 3.11 or newer for training, or pip install tomli"
        ) from error
    try:
        table: dict[str, Any] = toml.loads(text)
    except toml.TOMLDecodeError as error:
        raise UsageError(f"{where}: not valid TOML: {error}") from error
    return table


def _known(table: Mapping[str, Any], valid: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in valid:
            raise UsageError(f"{where}: unknown key {key!r}; valid keys: {', '.join(valid)}")


def _table(table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise UsageError(f"{where}: {key} must be a table; write [{key}]")
    return value


def _rows(table: Mapping[str, Any], key: str, where: str) -> list[tuple[int, Mapping[str, Any]]]:
    value = table.get(key, [])
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        raise UsageError(f"{where}: at least one [[{key}]] table is needed")
    return list(enumerate(value, 1))


def _strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{where}: must be a list of file names")
    return tuple(value)


def _number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise UsageError(f"{where}: must be a positive whole number, not {value!r}")
    return value


_T = TypeVar("_T", Source, Stage, Training, Annotation)


def _build(kind: type[_T], row: Mapping[str, Any], where: str) -> _T:
    valid = {field.name: field for field in fields(kind)}
    _known(row, tuple(valid), where)
    values: dict[str, Any] = {}
    for name, field in valid.items():
        if name not in row:
            if field.default is MISSING:
                raise UsageError(f"{where}: {name!r} is missing")
            continue
        value = row[name]
        wanted = str(field.type)
        if wanted.startswith("tuple"):
            value = _strings(value, f"{where}: {name}")
        elif wanted == "float" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        elif type(value).__name__ != wanted:
            raise UsageError(f"{where}: {name} must be {wanted}, not {type(value).__name__}")
        if isinstance(value, (int, float)) and (value < 0 or not math.isfinite(value)):
            raise UsageError(f"{where}: {name} must not be negative")
        values[name] = value
    return kind(**values)


def _network(table: Mapping[str, Any], where: str) -> Network:
    names = tuple(field.name for field in fields(Network))
    _known(table, ("size", *names), where)
    size = table.get("size", "compact")
    if size not in NETWORKS:
        raise UsageError(f"{where}: unknown size {size!r}; valid: {', '.join(NETWORKS)}")
    base = NETWORKS[size]
    network = Network(**{n: _number(table.get(n, getattr(base, n)), f"{where} {n}") for n in names})
    if network.width % network.heads or network.width % 2:
        raise UsageError(f"{where}: width {network.width} must be even and a multiple of heads ({network.heads})")
    return network


def _check_sources(sources: tuple[Source, ...], where: str) -> None:
    seen: set[str] = set()
    for source in sources:
        if source.name in seen:
            raise UsageError(f"{where}: two sources are called {source.name!r}; rename one")
        seen.add(source.name)
        if source.weight <= 0:
            raise UsageError(f"{where}: source {source.name!r}: weight must be above 0; remove the source instead")


def _check_stages(stages: tuple[Stage, ...], domain: bool, where: str) -> None:
    for stage in stages:
        if stage.mix not in ("all", "domain"):
            raise UsageError(f"{where}: stage {stage.name!r}: mix must be 'all' or 'domain', not {stage.mix!r}")
        if stage.mix == "domain" and not domain:
            raise UsageError(f"{where}: stage {stage.name!r} needs a source with domain = true")
        if not 0 <= stage.decay <= 1 or stage.share <= 0:
            raise UsageError(f"{where}: stage {stage.name!r}: decay lies in 0–1 and share above 0")
        if stage.max_pieces < 1:
            raise UsageError(f"{where}: stage {stage.name!r}: max_pieces must be at least 1")
    if abs(sum(stage.share for stage in stages) - 1) > 1e-6:
        raise UsageError(f"{where}: the stages' shares add up to {sum(s.share for s in stages):g}, not 1")
