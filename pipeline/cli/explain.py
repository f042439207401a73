"""``taiyaku explain PO:LINE``: where the text at a line of a catalog comes from, and what became of its terms."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .common import add_glossary, add_volume, glossary_of, write_line

if TYPE_CHECKING:
    from ..model import Unit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("where", metavar="PO:LINE", help="a catalog and a line of it, as an editor shows them")
    parser.add_argument("--json", action="store_true", help="as JSON")
    add_glossary(parser)
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Exit 0, also when the unit has findings: nothing is judged here, only told."""
    path, line = _where(options.where)
    unit = _unit_at(path, line)
    fields = _fields(unit, options)
    if options.json:
        import json

        write_line(json.dumps(dict(fields), ensure_ascii=False, indent=1))
        return 0
    for name, value in fields:
        for index, part in enumerate(value.splitlines() or [""]):
            write_line(f"{name if index == 0 else '':<9}{part}")
    return 0


def _where(text: str) -> tuple[Path, int]:
    name, _, line = text.rpartition(":")
    if not name or not line.isdigit():
        raise UsageError(f"{text}: give a catalog and a line number, e.g. locales/en/LC_MESSAGES/doc.po:42")
    return Path(name), int(line)


def _unit_at(path: Path, line: int) -> Unit:
    """The unit whose entry covers a 1-based line. Entries are parted by blank lines in every PO writer's output."""
    from ..adapters import po

    catalog, lines = po.load_with_lines(path)
    text = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if not 1 <= line <= len(text):
        raise UsageError(f"{path}:{line}: the file has {len(text)} lines; give one of them")
    first = last = line
    while first > 1 and text[first - 2].strip():
        first -= 1
    while last < len(text) and text[last].strip():
        last += 1
    for unit in catalog.units:
        if first <= lines[unit.context, unit.source] <= last and text[line - 1].strip():
            return unit
    raise UsageError(f"{path}:{line}: no unit there (header or blank line); give a line of an entry")


def _fields(unit: Unit, options: argparse.Namespace) -> list[tuple[str, str]]:
    from .. import checks
    from ..frame import frame
    from ..merge import ownership
    from ..model import Origin
    from ..notes import machine_note, read_changes

    note = machine_note(unit.notes)
    owner = ownership(unit)
    told = {
        Origin.HUMAN: "a person: reviewed" if not unit.needs_review else "a person: edited, still marked for review",
        Origin.MT: "the machine, not yet reviewed",
        Origin.NONE: "nobody yet",
    }.get(owner, owner.value)
    framed = frame(unit.source)
    glossary = glossary_of(options)
    matches = glossary.match(framed.text)
    outcomes = checks.outcomes(matches, unit.target)
    states = {(o.start, o.end): o.state.value for o in outcomes}
    terms = [
        f"{m.surface} → {m.target} [{states.get((m.start, m.end), 'not enforced')}]  {m.concept.origin}".rstrip()
        for m in matches
    ]
    judged = checks.check(unit.source, unit.target, matches, glossary.usage)
    findings = [f"{f.severity.value}: {f.check}: {f.message}" for f in judged]
    changes = [f"“{c.before}” → “{c.after}” ({c.rule})" for found in read_changes(unit.notes) for c in found]
    recipe = re.sub(r"\|(?=terms:|ladder:|ct2-)", "\n", note.signature) if note else ""
    fields = [
        ("source", unit.source),
        ("target", unit.target),
        ("from", told),
        ("places", "\n".join(f"{r.path}:{r.line}" for r in unit.references)),
        ("recipe", recipe),
        ("score", f"{note.score:.2f} (mean log-probability per piece)" if note else ""),
        ("terms", "\n".join(terms)),
        ("repairs", "\n".join(changes)),
        ("findings", "\n".join(findings)),
        ("comments", unit.comments),
    ]
    return [(name, value) for name, value in fields if value]
