"""What the commands share: options, input, progress, and building the real engines."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, UsageError

if TYPE_CHECKING:
    from glossary import Glossary

    from ..adapters.bitext import Pair
    from ..ports import Translator

CATALOGS = Path("locales/en/LC_MESSAGES")
"""Where the project's own catalogs are."""


def add_volume(parser: argparse.ArgumentParser) -> None:
    """``-q`` and ``-v``."""
    volume = parser.add_mutually_exclusive_group()
    volume.add_argument("-q", "--quiet", action="store_true", help="no summary and no progress; errors only")
    volume.add_argument("-v", "--verbose", action="store_true", help="say more on stderr")


def add_glossary(parser: argparse.ArgumentParser) -> None:
    """``--glossary`` and ``--no-glossary``."""
    parser.add_argument(
        "--glossary",
        action="append",
        type=Path,
        metavar="FILE",
        default=[],
        help="termbase (TSV) to enforce instead of taiyaku's own; may be repeated, later files win",
    )
    parser.add_argument("--no-glossary", action="store_true", help="enforce no terms")


def add_engine(parser: argparse.ArgumentParser) -> None:
    """``--model``, ``--engine``, ``--jobs``."""
    parser.add_argument("--model", metavar="NAME|PATH", help="model to translate with (see `taiyaku model list`)")
    parser.add_argument(
        "--engine",
        choices=("argos", "argos-compat"),
        default="argos",
        help="argos: batched, term-aware (default); argos-compat: plain argostranslate, for comparison",
    )
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="threads for decoding (default: all cores)")


def glossary_of(options: argparse.Namespace) -> Glossary:
    """The termbase the options name: the files given, or the project's own."""
    from glossary import Glossary

    if options.no_glossary:
        if options.glossary:
            raise UsageError("--glossary and --no-glossary contradict each other; give one of them")
        return Glossary.from_concepts(())
    return Glossary.load(*options.glossary) if options.glossary else Glossary.load(default=True)


def translator_of(options: argparse.Namespace) -> Translator:
    """The engine the options name, loaded lazily; nothing is downloaded."""
    if options.jobs < 0:
        raise UsageError(f"--jobs {options.jobs}: give 0 (all cores) or more")
    from ..adapters import models

    info = models.find(options.model)
    if options.engine == "argos-compat":
        from ..adapters.argos_compat import ArgosCompatTranslator

        return ArgosCompatTranslator(info)
    from ..adapters.argos import ArgosTranslator

    return ArgosTranslator(info, threads=options.jobs or None)


def approved_pairs(files: Sequence[Path] = (), *, every: bool = False) -> list[Pair]:
    """The translated pairs of bilingual files that a person approved, or ``every`` one; by default of the catalogs."""
    from ..adapters.bitext import read_pairs

    found = (pair for path in files or sorted(CATALOGS.rglob("*.po")) for pair in read_pairs(path))
    return [pair for pair in found if pair.target.strip() and (pair.reviewed or every)]


def read_lines(name: str | None) -> list[str]:
    """The lines of a file, or of stdin for ``-`` or None; line ends removed, nothing else."""
    from ..adapters.text import document_from_bytes, read_document

    if name in (None, "-"):
        text = document_from_bytes(sys.stdin.buffer.read(), shown="<stdin>", name="stdin").text
    else:
        text = read_document(Path(str(name))).text
    lines = text.removeprefix("\ufeff").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def write_line(text: str) -> None:
    """One line of data on stdout, UTF-8 whatever the locale says."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def say(options: argparse.Namespace, message: str) -> None:
    """A message for people, on stderr, unless quiet."""
    if not options.quiet:
        print(message, file=sys.stderr)


class Clock:
    """Seconds per stage, in the order the stages were entered."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to ``name``."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    @property
    def total(self) -> float:
        """All stages together."""
        return sum(self.seconds.values())


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A ``progress(stage, done, total)`` callback drawing one bar per stage, or None where no terminal is watching."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(bar_width=32), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield update


def revision_time() -> float:
    """Now, or SOURCE_DATE_EPOCH where a reproducible build sets it."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return time.time()
    try:
        return float(int(fixed))
    except ValueError as error:
        raise InputError(f"SOURCE_DATE_EPOCH={fixed}: not a number of seconds; unset it or correct it") from error


def existing_files(paths: Sequence[Path], suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    """Files as given, directories walked for ``suffixes``, in sorted order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in suffixes and p.is_file())
            if not inside:
                raise InputError(f"{path}: no {' or '.join(suffixes)} file in it; name another directory")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path}: no such file; check the path")
    return tuple(found)
