"""``taiyaku terms diff``: what changed between two glossaries, and which units that touches."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from .common import add_volume, existing_files, say, write_line

if TYPE_CHECKING:
    from glossary import GlossaryDiff

    from ..impact import Touched


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Options."""
    parser = actions.add_parser("diff", help="compare two termbases; with catalogs: which units the change touches")
    parser.add_argument("old", type=Path, metavar="OLD", help="a termbase (TSV)")
    parser.add_argument("new", type=Path, metavar="NEW", help="the termbase that is to replace it")
    parser.add_argument("catalogs", nargs="*", type=Path, metavar="CATALOG", help="PO files or directories of them")
    parser.add_argument("--json", action="store_true", help="the comparison as JSON")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Exit 1 when the glossaries differ, 0 when they ask for the same."""
    from glossary import Glossary, diff

    from ..adapters import po
    from ..impact import Fate, impact

    old, new = Glossary.load(options.old), Glossary.load(options.new)
    changes = diff(old.concepts, new.concepts)
    files = existing_files(options.catalogs, (".po",))
    touched = list(zip(files, impact([po.load(path) for path in files], old, new), strict=True))
    if options.json:
        write_line(json.dumps(_json(changes, touched), ensure_ascii=False, indent=1))
    else:
        _print(changes, touched)
    summary = f"{len(changes.added)} added, {len(changes.removed)} removed, {len(changes.changed)} changed"
    if files:
        fates = [unit.fate for _, units in touched for unit in units]
        summary += f"; {len(fates)} unit(s) touched, {fates.count(Fate.AGAIN)} will be translated again"
    say(options, summary)
    return 1 if changes else 0


def _print(changes: GlossaryDiff, touched: list[tuple[Path, tuple[Touched, ...]]]) -> None:
    for concept in changes.removed:
        write_line(f"- {concept.source} → {'|'.join(concept.targets)}")
    for concept in changes.added:
        write_line(f"+ {concept.source} → {'|'.join(concept.targets)}")
    for change in changes.changed:
        write_line(f"~ {change}")
    for path, units in touched:
        for unit in units:
            write_line(f"{path.as_posix()}: {unit.fate.value}: {unit.unit.source}")


def _json(changes: GlossaryDiff, touched: list[tuple[Path, tuple[Touched, ...]]]) -> dict[str, object]:
    def pairs(demanded: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
        return [{"surface": surface, "target": target} for surface, target in demanded]

    return {
        "added": [{"source": c.source, "targets": c.targets} for c in changes.added],
        "removed": [{"source": c.source, "targets": c.targets} for c in changes.removed],
        "changed": [
            {"source": c.new.source, "fields": [{"name": f.name, "old": f.old, "new": f.new} for f in c.fields]}
            for c in changes.changed
        ],
        "units": [
            {
                "file": path.as_posix(),
                "source": unit.unit.source,
                "fate": unit.fate.name.lower(),
                "before": pairs(unit.before),
                "after": pairs(unit.after),
            }
            for path, units in touched
            for unit in units
        ],
    }
