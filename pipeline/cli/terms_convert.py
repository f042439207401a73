"""``taiyaku terms convert IN OUT``: a glossary from one tool's format into another's, telling what gets lost."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from .common import add_volume, say, write_line

if TYPE_CHECKING:
    from glossary.formats import Format


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The ``convert`` action."""
    parser = actions.add_parser(
        "convert",
        help="read and write other tools' glossary formats",
        description="Convert a glossary. What the new format cannot carry is listed on stderr; the exit code stays 0.",
        epilog="Formats: tsv csv xlsx tbx tbx-dct tbx2 multiterm tmx xliff po utx omegat weblate memoq deepl google "
        "google-set amazon azure azure-csv. Suffixes tell them too: terms.deepl.tsv, terms.dct.tbx.",
    )
    parser.add_argument("input", metavar="IN", help="a glossary, or - for stdin (needs --from)")
    parser.add_argument("output", metavar="OUT", help="the file to write, or - for stdout (needs --to)")
    parser.add_argument("--from", dest="source", metavar="NAME", help="format of IN (default: by its suffix)")
    parser.add_argument("--to", dest="target", metavar="NAME", help="format of OUT (default: by its suffix)")
    parser.add_argument("--json", action="store_true", help="the list of what is lost as JSON on stdout")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Read, convert, write; 0 also when something is lost."""
    from glossary.formats import convert

    from ..adapters.files import atomic_write
    from ..errors import InputError, UsageError

    if options.json and options.output == "-":
        raise UsageError("--json and OUT - both want stdout; write to a file")
    source = _format(options.source, options.input, "--from")
    target = _format(options.target, options.output, "--to")
    name = "<stdin>" if options.input == "-" else options.input
    try:
        data = sys.stdin.buffer.read() if options.input == "-" else Path(options.input).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}; name an existing glossary file") from error
    concepts = source.read(data, name)
    done = convert(concepts, target.name)
    if options.output == "-":
        sys.stdout.buffer.write(done.data)
    else:
        atomic_write(options.output, done.data)
    if options.json:
        losses = [
            {"where": x.origin, "source": x.source, "field": x.field, "value": x.value, "reason": x.reason}
            for x in done.lost
        ]
        report = {"concepts": len(concepts), "from": source.name, "to": target.name, "lost": losses}
        write_line(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for loss in done.lost:
            say(options, f"lost: {' '.join(str(loss).split())}")
    counts = ", ".join(f"{field} {count}" for field, count in Counter(x.field for x in done.lost).most_common())
    say(options, f"{len(concepts)} concept(s), {source.title} → {target.title}; lost: {counts or 'nothing'}")
    return 0


def _format(name: str | None, path: str, option: str) -> Format:
    from glossary.formats import detect, format_named

    from ..errors import UsageError

    if name is not None:
        return format_named(name)
    if path == "-":
        raise UsageError(f"- has no suffix to tell its format; name it with {option}")
    return detect(path)
