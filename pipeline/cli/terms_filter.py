"""``taiyaku terms filter``: the glossary around any engine, as two halves of a shell pipeline.

``taiyaku terms filter annotate < ja.txt | ENGINE | taiyaku terms filter restore > en.txt``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import add_glossary, add_volume, glossary_of, read_lines, say, write_line

if TYPE_CHECKING:
    from glossary import ForbiddenUse, Restored, TermMatch

_STATE = Path("taiyaku-terms.jsonl")


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Options."""
    parser = actions.add_parser(
        "filter",
        help="put placeholders before any engine, and terms in their place after it",
        description="annotate: Japanese on stdin, the same lines with placeholders on stdout. "
        "restore: the engine's lines on stdin, with their terms on stdout; exit 1 if a term is missing.",
    )
    parser.add_argument("half", choices=("annotate", "restore"), help="before or after the engine")
    parser.add_argument(
        "--state",
        type=Path,
        default=_STATE,
        metavar="FILE",
        help="what restore must know, written by annotate (default: %(default)s)",
    )
    parser.add_argument(
        "--style", default="⟦{}⟧", metavar="MARKS", help="how annotate writes a placeholder (default: %(default)s)"
    )
    parser.add_argument(
        "--numbers",
        type=_numbers,
        metavar="FIRST-LAST",
        help="the numbers annotate may use (default: as many as are needed, from 0)",
    )
    parser.add_argument("--json", action="store_true", help="restore: one JSON object a line: target, missing, …")
    add_glossary(parser)
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Dispatch."""
    return _annotate(options) if options.half == "annotate" else _restore(options)


def _numbers(value: str) -> range:
    first, mark, last = value.partition("-")
    if not (mark and first.isdecimal() and last.isdecimal() and int(first) <= int(last) < 1_000_000):
        raise argparse.ArgumentTypeError(f"{value!r}: give two numbers, as in 0-15")
    return range(int(first), int(last) + 1)


def _annotate(options: argparse.Namespace) -> int:
    from glossary import protect

    from ..adapters.files import atomic_write
    from ..adapters.term_state import Line, dump

    # An old state must not outlive a failed run: `restore` would take it for this one's.
    options.state.unlink(missing_ok=True)
    glossary = glossary_of(options)
    lines = read_lines("-")
    rows = [
        Line(protect(line, matches, options.style, numbers=options.numbers), matches)
        for line, matches in zip(lines, glossary.match_all(lines), strict=True)
    ]
    atomic_write(options.state, dump(rows).encode("utf-8", "surrogatepass"))
    for row in rows:
        write_line(row.protected.text)
    slots = sum(len(row.protected.slots) for row in rows)
    say(options, f"{len(rows)} line(s), {slots} placeholder(s); {options.state} keeps what restore needs")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from glossary import forbidden, restore, verify

    from ..adapters.term_state import read

    lines = read_lines("-")
    rows = read(options.state)
    if len(lines) != len(rows):
        raise InputError(
            f"<stdin>: {len(lines)} line(s), but {options.state} has {len(rows)}; "
            "the engine must give one line for each, empty ones too"
        )
    lost = missing = uses = 0
    for number, (line, row) in enumerate(zip(lines, rows, strict=True), start=1):
        restored = restore(row.protected, line)
        asked = [match for match in row.matches if match.concept.enforced]
        absent = [m for m, held in zip(asked, verify(asked, restored.text), strict=True) if not held]
        banned = forbidden(row.matches, restored.text)
        lost += len(restored.missing)
        missing += len(absent)
        uses += len(banned)
        if options.json:
            write_line(json.dumps(_json(number, restored, absent, banned), ensure_ascii=False))
            continue
        write_line(restored.text)
        for match in absent:
            say(options, f"{number}: {match.surface}: “{match.target}” is missing")
        for use in banned:
            say(options, f"{number}: {use.concept.source}: “{use.text}” is forbidden; use “{use.concept.target}”")
    slots = sum(len(row.protected.slots) for row in rows)
    say(
        options,
        f"{len(rows)} line(s), {slots - lost} of {slots} placeholder(s) came back, "
        f"{missing} term(s) missing, {uses} forbidden",
    )
    return 1 if missing or uses else 0


def _json(
    number: int, restored: Restored, absent: list[TermMatch], banned: tuple[ForbiddenUse, ...]
) -> dict[str, object]:
    return {
        "line": number,
        "target": restored.text,
        "missing": [{"start": m.start, "end": m.end, "surface": m.surface, "target": m.target} for m in absent],
        "forbidden": [
            {"start": u.start, "end": u.end, "text": u.text, "source": u.concept.source, "target": u.concept.target}
            for u in banned
        ],
        "lost": [slot.placeholder for slot in restored.missing],
        "repeated": [slot.placeholder for slot in restored.repeated],
        "stray": list(restored.stray),
    }
