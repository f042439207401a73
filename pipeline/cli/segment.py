"""``taiyaku segment [FILE|-]``: one segment a line, exactly as in the source."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .common import add_volume, write_line


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for stdin (default)")
    parser.add_argument("--json", action="store_true", help="one JSON object a segment, with offsets, line and kind")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Segments on stdout. A line break inside a hard-wrapped segment is shown as a space (kept in ``--json``)."""
    from ..adapters.ginza import GinzaAnalyzer
    from ..adapters.text import document_from_bytes, read_document
    from ..segment import segment

    if options.file == "-":
        document = document_from_bytes(sys.stdin.buffer.read(), shown="<stdin>", name="stdin")
    else:
        document = read_document(Path(options.file))
    for part in segment(document.text, GinzaAnalyzer()):
        if options.json:
            import json

            row = {"text": part.text, "start": part.start, "end": part.end, "line": part.line, "kind": part.kind.value}
            write_line(json.dumps(row, ensure_ascii=False))
        else:
            write_line(unwrapped(part.text))
    return 0


def unwrapped(text: str) -> str:
    """A hard-wrapped segment on one line: Japanese is joined without a space, Latin words with one."""
    lines = [line.strip() for line in text.splitlines()]
    out = lines[0] if lines else ""
    for line in lines[1:]:
        latin = out[-1:].isascii() and line[:1].isascii() and out and line
        out += (" " if latin else "") + line
    return out
