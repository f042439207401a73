"""``taiyaku translate``: documents in, catalogs and bilingual files out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import DEFAULT_FORMATS, FORMATS, Config
from ..errors import InputError, UsageError
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
from .writing import Place, Writer, ensure_writable, place_of

if TYPE_CHECKING:
    from ..model import Document, Translation
    from .writing import Result

LOCALES = Path("locales")
_PART = 512


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
    parser.add_argument("--no-short-forms", action="store_true", help="leave every mention of a term as translated")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    add_volume(parser)


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
            ensure_writable(place)
        analyzer = GinzaAnalyzer()
    with progress_bar(options.quiet) as progress:
        with clock.stage("segment"):
            batch = stages.prepare(documents, analyzer, glossary, report=progress)
        with clock.stage("translate"):
            known = stages.memory(batch, existing)
            asked = [s for s in stages.pending(batch, existing, engine) if s not in known]
        signature = stages.signature(translator, analyzer, glossary)
        writer = Writer(config, batch, places, engine, glossary.digest, signature, revision_time())
        done: dict[str, Translation] = {}
        for part in _parts(asked):
            if done:
                with clock.stage("write"):
                    writer.save({**done, **known}, touched=frozenset(done))
            with clock.stage("translate"):
                done.update(stages.translate(batch, part, translator, report=progress))
    with clock.stage("write"):
        results = writer.finish({**done, **known}, asked=frozenset(done))
    return _report(options, results, clock, signature)


def _parts(sources: Sequence[str]) -> list[Sequence[str]]:
    """Large runs in parts, with the catalogs saved between them, so that an interrupted run goes on where it stopped."""
    size = max(_PART, len(sources) // 20)
    return [sources[i : i + size] for i in range(0, len(sources), size)]


def _config(options: argparse.Namespace) -> Config:
    formats = tuple(dict.fromkeys(f.strip() for f in options.formats.split(",") if f.strip()))
    unknown = [f for f in formats if f not in FORMATS]
    if unknown or not formats:
        raise UsageError(
            f"--formats {options.formats}: unknown {', '.join(unknown) or 'list'}; choose of {', '.join(FORMATS)}"
        )
    return Config(tuple(options.paths), options.out, formats, short_forms=not options.no_short_forms)


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
            place = place_of(config, path, root)
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


def _report(
    options: argparse.Namespace,
    results: Sequence[Result],
    clock: Clock,
    signature: str,
) -> int:
    errors = sum(counts.errors for _, counts, _ in results)
    if options.json:
        print(_as_json(results, clock, signature))
    elif not options.quiet:
        _table(results, clock, signature, verbose=options.verbose)
    return 1 if errors else 0


def _as_json(results: Sequence[Result], clock: Clock, signature: str) -> str:
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
        for pages, c, written in results
    ]
    seconds = {name: round(value, 3) for name, value in clock.seconds.items()}
    summary = {"documents": documents, "seconds": {**seconds, "total": round(clock.total, 3)}, "signature": signature}
    return json.dumps(summary, ensure_ascii=False, indent=1)


def _table(results: Sequence[Result], clock: Clock, signature: str, *, verbose: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(
        stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty(), width=None if sys.stderr.isatty() else 120
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=len(results) > 1)
    rows = [counts for _, counts, _ in results]
    table.add_column("document", footer="total", no_wrap=True)
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
    for pages, c, _ in results:
        numbers = (c.segments, c.reviewed, c.reused, c.translated, c.enforced, c.flagged, c.errors, c.warnings)
        table.add_row(Path(pages.document.path).name, *map(str, numbers))
    console.print(table)
    written = [p for _, _, paths in results for p in paths]
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
