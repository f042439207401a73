"""``taiyaku translate``: documents in, catalogs and bilingual files out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import DEFAULT_FORMATS, FORMATS, Config
from ..errors import InputError, OutputError, UsageError
from .common import (
    Clock,
    add_engine,
    add_glossary,
    add_volume,
    glossary_of,
    progress_bar,
    revision_time,
    say,
    translator_of,
)

if TYPE_CHECKING:
    from ..model import Bilingual, Catalog, Document, Translation
    from ..ports import Translator
    from ..run import Batch, Counts, Prepared

LOCALES = Path("locales")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="documents or directories (default: locales/ja); - is stdin"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write DIR/<document>.po, .tmx, … instead of the locales layout"
    )
    parser.add_argument(
        "--formats",
        default=",".join(DEFAULT_FORMATS),
        metavar="LIST",
        help=f"comma-separated, of {','.join(FORMATS)} (default: %(default)s)",
    )
    add_glossary(parser)
    add_engine(parser)
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    add_volume(parser)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document's results go: its catalog, and a stem that takes a suffix for each rendering."""

    catalog: Path
    rendering: Path
    index: Path | None


def run(options: argparse.Namespace) -> int:
    """Exit 0 clean, 1 findings of severity error, 2 usage or input."""
    config = _config(options)
    clock = Clock()
    with clock.stage("load"):
        documents, places = _read(config, options)
        glossary = glossary_of(options)
        translator = translator_of(options)
        engine = translator.signature
        from .. import run as stages
        from ..adapters import po
        from ..adapters.ginza import GinzaAnalyzer

        existing = [po.load(p.catalog) if p.catalog.exists() else None for p in places]
        for place in places:
            _writable(place)
        analyzer = GinzaAnalyzer()
    with progress_bar(options.quiet) as progress:
        with clock.stage("segment"):
            batch = stages.prepare(documents, analyzer, glossary, report=progress)
        with clock.stage("translate"):
            known = stages.memory(batch, existing)
            asked = [s for s in stages.pending(batch, existing, engine) if s not in known]
            done = stages.translate(batch, asked, translator, report=progress)
    with clock.stage("write"):
        signature = stages.signature(translator, analyzer, glossary)
        results = _write(
            config, batch, places, {**done, **known}, translator, glossary.digest, signature, frozenset(done)
        )
    return _report(options, results, clock, signature)


def _config(options: argparse.Namespace) -> Config:
    formats = tuple(dict.fromkeys(f.strip() for f in options.formats.split(",") if f.strip()))
    unknown = [f for f in formats if f not in FORMATS]
    if unknown or not formats:
        raise UsageError(
            f"--formats {options.formats}: unknown {', '.join(unknown) or 'list'}; choose of {', '.join(FORMATS)}"
        )
    return Config(
        paths=tuple(options.paths),
        glossaries=tuple(options.glossary),
        use_glossary=not options.no_glossary,
        out=options.out,
        formats=formats,
        model=options.model,
        engine=options.engine,
        jobs=options.jobs,
    )


def _read(config: Config, options: argparse.Namespace) -> tuple[list[Document], list[Place]]:
    from ..adapters.text import document_from_bytes, find_documents, read_document

    default = not config.paths
    if default and not (LOCALES / "ja").is_dir():
        raise InputError("locales/ja: no such directory; name documents, or make it and put .txt files in it")
    documents: list[Document] = []
    places: list[Place] = []
    seen: dict[Path, str] = {}
    for root in config.paths or (LOCALES / "ja",):
        if str(root) == "-":
            data = sys.stdin.buffer.read()
            found = [(document_from_bytes(data, shown="<stdin>", name="stdin"), Path("stdin.txt"))]
        else:
            found = [(read_document(p, shown=_shown(p)), p) for p in find_documents([root])]
        for document, path in found:
            place = _place(config, path, root)
            other = seen.setdefault(place.catalog, document.path)
            if other != document.path:
                raise UsageError(
                    f"{document.path} and {other} would both become {place.catalog}; rename one or use --out twice"
                )
            if document.path in [d.path for d in documents]:
                continue
            if document.converted:
                say(options, f"{document.path}: {document.encoding}, converted to UTF-8")
            documents.append(document)
            places.append(place)
    return documents, places


def _shown(path: Path) -> str:
    """How references name a document: below the project's root for the locales layout, else as the user did."""
    parts = path.resolve().parts
    for at in range(len(parts) - 1, 0, -1):
        if parts[at - 1 : at + 1] == ("locales", "ja"):
            return "/".join(parts[at - 1 :])
    return path.as_posix()


def _place(config: Config, path: Path, root: Path) -> Place:
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


def _writable(place: Place) -> None:
    """Find out before the work, not after it."""
    import os

    for folder in {place.catalog.parent, place.rendering.parent}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: cannot be made: {error.strerror}; choose another --out") from error
        if not os.access(folder, os.W_OK):
            raise OutputError(f"{folder}: not writable; choose another --out")


def _write(
    config: Config,
    batch: Batch,
    places: Sequence[Place],
    translations: dict[str, Translation],
    translator: Translator,
    glossary: str,
    signature: str,
    asked: frozenset[str],
) -> list[tuple[Place, Bilingual, Counts, list[Path]]]:
    import time

    from .. import run as stages
    from ..adapters import po
    from ..adapters.files import atomic_write
    from ..render import FORMATS as RENDERINGS

    date = time.strftime("%Y-%m-%d %H:%M+0000", time.gmtime(revision_time()))
    results = []
    for prepared, place in zip(batch.documents, places, strict=True):
        made: list[Catalog] = []

        def make(existing: Catalog | None, prepared: Prepared = prepared, made: list[Catalog] = made) -> Catalog:
            made.append(
                stages.assemble(
                    prepared,
                    existing,
                    batch,
                    translations,
                    engine=translator.signature,
                    project=prepared.document.name,
                    glossary=glossary,
                    date=date,
                )
            )
            return made[-1]

        written = _store(config, po.update, place, make)
        pages = stages.bilingual(prepared, made[-1], batch, signature=signature)
        for name in config.formats:
            if name != "po":
                target = place.rendering.with_name(f"{place.rendering.name}.{name}")
                atomic_write(target, RENDERINGS[name](pages))
                written.append(target)
        results.append((place, pages, stages.count(pages, asked), written))
    _write_index(config, results)
    return results


def _store(
    config: Config,
    update: Callable[[Path, Callable[[Catalog | None], Catalog]], bool],
    place: Place,
    make: Callable[[Catalog | None], Catalog],
) -> list[Path]:
    """The catalog is the store of people's edits: read and merged even where no PO was asked for."""
    from ..adapters import po

    if "po" in config.formats:
        update(place.catalog, make)
        return [place.catalog]
    make(po.load(place.catalog) if place.catalog.exists() else None)
    return []


def _write_index(config: Config, results: Sequence[tuple[Place, Bilingual, Counts, list[Path]]]) -> None:
    """One page that links the documents' pages, for the locales layout."""
    from ..adapters.files import atomic_write
    from ..render import IndexEntry, index_page, summarize

    if "html" not in config.formats:
        return
    by_index: dict[Path, list[IndexEntry]] = {}
    for place, pages, _, _ in results:
        if place.index:
            stem = place.rendering.relative_to(place.index.parent).as_posix()
            by_index.setdefault(place.index, []).append(IndexEntry(stem, f"{stem}.html", summarize(pages)))
    for path, entries in by_index.items():
        atomic_write(path, index_page(entries).encode())


def _report(
    options: argparse.Namespace,
    results: Sequence[tuple[Place, Bilingual, Counts, list[Path]]],
    clock: Clock,
    signature: str,
) -> int:
    errors = sum(counts.errors for _, _, counts, _ in results)
    if options.json:
        print(_as_json(results, clock, signature))
    elif not options.quiet:
        _table(results, clock, signature, verbose=options.verbose)
    return 1 if errors else 0


def _as_json(results: Sequence[tuple[Place, Bilingual, Counts, list[Path]]], clock: Clock, signature: str) -> str:
    documents = [
        {
            "document": pages.document.path,
            "segments": c.segments,
            "units": c.units,
            "reviewed": c.reviewed,
            "memory": c.reused,
            "translated": c.translated,
            "terms": {"matched": c.enforced + c.flagged, "enforced": c.enforced, "flagged": c.flagged},
            "findings": {"error": c.errors, "other": c.warnings},
            "files": [p.as_posix() for p in written],
        }
        for _, pages, c, written in results
    ]
    seconds = {name: round(value, 3) for name, value in clock.seconds.items()}
    summary = {"documents": documents, "seconds": {**seconds, "total": round(clock.total, 3)}, "signature": signature}
    return json.dumps(summary, ensure_ascii=False, indent=1)


def _table(
    results: Sequence[tuple[Place, Bilingual, Counts, list[Path]]], clock: Clock, signature: str, *, verbose: bool
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(
        stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty(), width=None if sys.stderr.isatty() else 110
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=len(results) > 1)
    rows = [counts for _, _, counts, _ in results]
    table.add_column("document", footer="total", overflow="fold")
    for title, values in (
        ("segments", [c.segments for c in rows]),
        ("reviewed", [c.reviewed for c in rows]),
        ("memory", [c.reused for c in rows]),
        ("translated", [c.translated for c in rows]),
        ("terms ok", [c.enforced for c in rows]),
        ("flagged", [c.flagged for c in rows]),
        ("errors", [c.errors for c in rows]),
        ("other", [c.warnings for c in rows]),
    ):
        table.add_column(title, justify="right", footer=str(sum(values)))
    for (_, pages, c, _), _row in zip(results, rows, strict=True):
        numbers = (c.segments, c.reviewed, c.reused, c.translated, c.enforced, c.flagged, c.errors, c.warnings)
        table.add_row(pages.document.path, *map(str, numbers))
    console.print(table)
    written = [p for _, _, _, paths in results for p in paths]
    if verbose:
        for path in written:
            console.print(f"  {path}")
    elif written:
        folders = dict.fromkeys(_relative(p.parent) for p in written)
        console.print(f"{len(written)} files in {', '.join(folders)}")
    console.print(
        ", ".join(f"{name} {value:.1f}" for name, value in clock.seconds.items()) + f" = {clock.total:.1f} seconds"
    )
    if verbose:
        console.print(signature)
    flagged, errors = sum(c.flagged for c in rows), sum(c.errors for c in rows)
    if errors:
        hint = "review them in the .po files or the .html pages"
        console.print(f"{errors} findings to review ({flagged} terms not placed): {hint}")


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
