"""``taiyaku terms lint``: what is wrong, or risky, in termbases, for people and for CI."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..report import FORMATS
from .common import add_volume, say, write_line

if TYPE_CHECKING:
    from glossary import LintFinding


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Options."""
    parser = actions.add_parser(
        "lint",
        help="find defects in termbases",
        description="Find defects in termbases: conflicts, duplicates, entries that cannot be found or are found too "
        "often, characters that are not what they seem. Exit 1 if there are errors.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="termbases (default: taiyaku's own)")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="same as --format json")
    parser.add_argument("--rules", action="store_true", help="list the classes of defects, and do nothing else")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a finding of severity error was made, as ``taiyaku check`` does."""
    from glossary import LintSeverity, default_termbase, lint, read
    from glossary.lint import RULES

    from .. import report
    from ..model import Finding, Severity

    if options.rules:
        for rule in RULES.values():
            write_line(f"{rule.name:20}{rule.severity.value:9}{rule.title}")
        return 0
    files = tuple(options.files) or default_termbase()
    rows = [read(path) for path in files]
    findings = lint(*rows)
    if options.format == "json":
        write_line(_json(findings))
    else:
        reports = [
            report.Report(Path(f.file).as_posix(), 0, f.line, Finding(f.check, Severity(f.severity.value), f.message))
            for f in findings
        ]
        titles = {name: rule.title for name, rule in RULES.items()}
        output = report.render(
            reports, options.format, units=sum(map(len, rows)), titles=titles, command="taiyaku terms lint"
        )
        if output:
            write_line(output.removesuffix("\n"))
    errors = sum(f.severity is LintSeverity.ERROR for f in findings)
    more = f": {errors} error(s), {len(findings) - errors} other(s)" if findings else ""
    say(options, f"{len(files)} file(s), {sum(map(len, rows))} row(s), {len(findings)} finding(s){more}")
    return 1 if errors else 0


def _json(findings: tuple[LintFinding, ...]) -> str:
    rows = [
        {
            "where": f.origin,
            "file": f.file,
            "line": f.line,
            "check": f.check,
            "severity": f.severity.value,
            "message": f.message,
        }
        for f in findings
    ]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=1)
