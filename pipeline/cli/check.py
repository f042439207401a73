"""``taiyaku check``: the same checks the translation passed, on any bilingual file, for people and for CI."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..report import FORMATS
from .common import CATALOGS, add_glossary, add_volume, existing_files, glossary_of, write_line

_SUFFIXES = (".po", ".tmx", ".xlf", ".xliff", ".tsv")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="PO, TMX, XLIFF or TSV files, or directories (default: the project's catalogs)",
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="same as --format json")
    parser.add_argument("--reviewed", action="store_true", help="only units a person has approved")
    add_glossary(parser)
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a finding of severity error was made."""
    from .. import report
    from ..adapters.bitext import read_pairs
    from ..checks import TITLES, check
    from ..model import Severity

    glossary = glossary_of(options)
    files = existing_files(options.paths or [CATALOGS], (".po",) if not options.paths else _SUFFIXES)
    reports: list[report.Report] = []
    units = 0
    for path in files:
        pairs = [p for p in read_pairs(path) if p.reviewed or not options.reviewed]
        units += len(pairs)
        for pair, matches in zip(pairs, glossary.match_all([p.source for p in pairs]), strict=True):
            found = check(pair.source, pair.target, matches, glossary.usage)
            reports += [report.Report(path.as_posix(), pair.number, pair.line, f) for f in found]
    output = report.render(reports, options.format, units=units, titles=TITLES)
    if output:
        write_line(output.removesuffix("\n"))
    errors = sum(r.finding.severity is Severity.ERROR for r in reports)
    if not options.quiet:
        print(
            f"{len(files)} file(s), {units} unit(s): {errors} error(s), {len(reports) - errors} other finding(s)",
            file=sys.stderr,
        )
    return 1 if errors else 0
