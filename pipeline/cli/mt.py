"""``taiyaku mt``: a filter. A line in, a line out, same count and order; an empty line stays empty."""

from __future__ import annotations

import argparse
from itertools import groupby

from .common import (
    add_engine,
    add_glossary,
    add_volume,
    glossary_of,
    progress_bar,
    read_lines,
    say,
    translator_of,
    write_line,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for stdin (default)")
    add_glossary(parser)
    add_engine(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line: target, score, terms, findings")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Each line is segmented, its segments translated under the glossary, and joined again. Exit 1 if terms are flagged."""
    from .. import enforce
    from ..adapters.ginza import GinzaAnalyzer
    from ..model import TermState
    from ..segment import segment

    glossary = glossary_of(options)
    translator = translator_of(options)
    lines = read_lines(options.file)
    analyzer = GinzaAnalyzer()
    parts = [(i, s.text) for i, line in enumerate(lines) if line.strip() for s in segment(line, analyzer)]
    sources = list(dict.fromkeys(text for _, text in parts))
    with progress_bar(options.quiet) as progress:
        done = enforce.translate(sources, glossary.match_all(sources), translator, progress=progress)
    by_source = dict(zip(sources, done, strict=True))
    rows = {i: [by_source[text] for _, text in group] for i, group in groupby(parts, key=lambda p: p[0])}
    flagged = 0
    for i in range(len(lines)):
        row = rows.get(i, [])
        flagged += sum(t.state is TermState.FLAGGED for r in row for t in r.terms)
        target = " ".join(r.target for r in row)
        if options.json:
            import json

            findings = [
                {"check": f.check, "severity": f.severity.value, "message": f.message} for r in row for f in r.findings
            ]
            terms = [
                {"surface": t.surface, "target": t.target, "state": t.state.value, "rung": t.rung}
                for r in row
                for t in r.terms
            ]
            score = round(sum(r.score for r in row) / len(row), 4) if row else 0.0
            write_line(
                json.dumps({"target": target, "score": score, "terms": terms, "findings": findings}, ensure_ascii=False)
            )
        else:
            write_line(target)
    if flagged:
        say(options, f"{flagged} term(s) could not be placed; `--json` shows which")
    return 1 if flagged else 0
