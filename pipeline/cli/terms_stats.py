"""``taiyaku terms stats``: what a glossary holds, and what documents use of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from .common import add_volume, existing_files, write_line


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Options."""
    parser = actions.add_parser("stats", help="count a termbase, and its use in documents")
    parser.add_argument("termbase", type=Path, metavar="GLOSSARY", help="a termbase (TSV)")
    parser.add_argument("documents", nargs="*", type=Path, metavar="DOC", help="texts, or directories of .txt files")
    parser.add_argument("--json", action="store_true", help="the numbers as JSON")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Always exit 0: numbers are no findings."""
    from dataclasses import asdict

    from glossary import Glossary, stats

    from ..adapters.text import read_document

    files = existing_files(options.documents, (".txt",))
    lines = [line for path in files for line in read_document(path).text.splitlines()]
    found = stats(Glossary.load(options.termbase), lines)
    if options.json:
        counted = {"domains", "statuses", "modes", "used"}
        row = {name: dict(value) if name in counted else value for name, value in asdict(found).items()}
        write_line(json.dumps({**row, "documents": len(files)}, ensure_ascii=False, indent=1))
        return 0
    write_line(f"concepts   {found.concepts} ({found.enforced} enforced)")
    write_line(f"terms      {found.variants} variants, {found.targets} targets, {found.forbidden} forbidden forms")
    write_line(f"domains    {_list((name or '(none)', count) for name, count in found.domains)}")
    write_line(f"statuses   {_list(found.statuses)}")
    write_line(f"match      {_list(found.modes)}")
    write_line(f"longest    {', '.join(found.longest)}")
    write_line(f"shortest   {', '.join(found.shortest)}")
    if files:
        write_line(f"documents  {len(files)}, {found.characters} characters")
        write_line(f"matches    {found.matches} ({found.density:.1f} per 1,000 characters)")
        write_line(f"coverage   {len(found.used)} of {found.concepts} concepts used ({100 * found.coverage:.1f} %)")
        write_line(f"used       {_list(found.used if options.verbose else found.used[:10])}")
    return 0


def _list(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts)
