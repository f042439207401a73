"""``taiyaku terms match|lint|filter|diff|extract|stats|convert``: the glossary from the command line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import terms_convert, terms_diff, terms_extract, terms_filter, terms_lint, terms_stats
from .common import add_volume, read_lines, write_line

_MORE = {
    "lint": terms_lint,
    "filter": terms_filter,
    "diff": terms_diff,
    "extract": terms_extract,
    "stats": terms_stats,
    "convert": terms_convert,
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    match = actions.add_parser("match", help="find terms in text: one JSON object per input line")
    match.add_argument("--glossary", action="append", type=Path, default=[], metavar="FILE", help="termbase (TSV)")
    match.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for stdin (default)")
    match.set_defaults(no_glossary=False)
    add_volume(match)
    for module in _MORE.values():
        module.configure(actions)


def run(options: argparse.Namespace) -> int:
    """Dispatch."""
    if options.action in _MORE:
        code: int = _MORE[options.action].run(options)
        return code
    return _match(options)


def _match(options: argparse.Namespace) -> int:
    from .common import glossary_of

    glossary = glossary_of(options)
    lines = read_lines(options.file)
    for number, found in enumerate(glossary.match_all(lines), start=1):
        matches = [
            {"start": m.start, "end": m.end, "surface": m.surface, "source": m.source, "target": m.target}
            for m in found
        ]
        write_line(json.dumps({"line": number, "matches": matches}, ensure_ascii=False))
    return 0
