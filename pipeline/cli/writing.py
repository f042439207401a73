"""Where the results of a document go, and writing them there whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Config
from ..errors import OutputError

if TYPE_CHECKING:
    from ..model import Bilingual, Catalog, Translation
    from ..run import Batch, Counts, Prepared

    Result = tuple[Bilingual, Counts, list[Path]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document's results go: its catalog, and a stem that takes a suffix for each rendering."""

    catalog: Path
    rendering: Path
    index: Path | None


def place_of(config: Config, path: Path, root: Path) -> Place:
    """``--out DIR``: all in DIR. Below ``locales/ja``: the gettext layout beside it. Elsewhere: beside the document."""
    inside = path.relative_to(root).with_suffix("") if path != root and path.is_relative_to(root) else Path(path.stem)
    if config.out is not None:
        return Place(config.out / f"{inside}.po", config.out / inside, None)
    resolved = path.resolve()
    for parent in resolved.parents:
        if parent.name == "ja" and parent.parent.name == "locales":
            english = parent.parent / "en"
            below = resolved.relative_to(parent).with_suffix("")
            bilingual = english / "bilingual"
            return Place(english / "LC_MESSAGES" / f"{below}.po", bilingual / below, bilingual / "index.html")
    stem = path.with_suffix("")
    return Place(Path(f"{stem}.po"), stem, None)


def ensure_writable(place: Place) -> None:
    """Find out before the work, not after it."""
    for folder in {place.catalog.parent, place.rendering.parent}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: cannot be made: {error.strerror}; choose another --out") from error
        if not os.access(folder, os.W_OK):
            raise OutputError(f"{folder}: not writable; choose another --out")


class Writer:
    """Writes a run's catalogs and renderings. ``revised`` is the time (epoch seconds) that changed catalogs carry."""

    def __init__(
        self,
        config: Config,
        batch: Batch,
        places: Sequence[Place],
        engine: str,
        glossary: str,
        signature: str,
        revised: float,
    ) -> None:
        self._config = config
        self._batch = batch
        self._places = places
        self._engine = engine
        self._glossary = glossary
        self._signature = signature
        self._date = time.strftime("%Y-%m-%d %H:%M+0000", time.gmtime(revised))

    def save(self, translations: Mapping[str, Translation], *, touched: frozenset[str]) -> None:
        """Save the catalogs of the documents that hold any of ``touched``: the work so far, in case of a kill."""
        for prepared, place in zip(self._batch.documents, self._places, strict=True):
            if any(row.source in touched for row in prepared.rows):
                self._catalog(prepared, place, translations)

    def finish(self, translations: Mapping[str, Translation], *, asked: frozenset[str]) -> list[Result]:
        """Write everything; ``asked`` are the sources the engine was asked for, for the summary."""
        from .. import run as stages
        from ..adapters.files import atomic_write
        from ..render import FORMATS

        results: list[Result] = []
        for prepared, place in zip(self._batch.documents, self._places, strict=True):
            catalog = self._catalog(prepared, place, translations)
            pages = stages.bilingual(prepared, catalog, self._batch, signature=self._signature)
            written = [place.catalog] if "po" in self._config.formats else []
            for name in self._config.formats:
                if name != "po":
                    target = place.rendering.with_name(f"{place.rendering.name}.{name}")
                    atomic_write(target, FORMATS[name](pages))
                    written.append(target)
            results.append((pages, stages.count(pages, asked), written))
        self._index([pages for pages, _, _ in results])
        return results

    def _catalog(self, prepared: Prepared, place: Place, translations: Mapping[str, Translation]) -> Catalog:
        """The document's catalog after this run, saved where a PO is wanted.

        The catalog is the store of people's edits: it is read and merged even where none is to be written.
        """
        from .. import run as stages
        from ..adapters import po

        made: list[Catalog] = []

        def make(existing: Catalog | None) -> Catalog:
            made.append(
                stages.assemble(
                    prepared,
                    existing,
                    self._batch,
                    translations,
                    engine=self._engine,
                    project=prepared.document.name,
                    glossary=self._glossary,
                    date=self._date,
                    shorten=self._config.short_forms,
                )
            )
            return made[-1]

        if "po" in self._config.formats:
            po.update(place.catalog, make)
        else:
            make(po.load(place.catalog) if place.catalog.exists() else None)
        return made[-1]

    def _index(self, pages: Sequence[Bilingual]) -> None:
        """One page that links the documents' pages, for the locales layout."""
        from ..adapters.files import atomic_write
        from ..render import IndexEntry, index_page, summarize

        if "html" not in self._config.formats:
            return
        by_index: dict[Path, list[IndexEntry]] = {}
        for bilingual, place in zip(pages, self._places, strict=True):
            if place.index:
                stem = place.rendering.relative_to(place.index.parent).as_posix()
                by_index.setdefault(place.index, []).append(IndexEntry(stem, f"{stem}.html", summarize(bilingual)))
        for path, entries in by_index.items():
            atomic_write(path, index_page(entries).encode())
