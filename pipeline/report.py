"""Findings as text, JSON, SARIF 2.1 and JUnit XML: pure functions, same findings in the same order in each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from .model import Finding, Severity
from .signature import version


@dataclass(frozen=True, slots=True)
class Report:
    """A finding with its place: the file, the 1-based unit in file order, and the line where known (else 0)."""

    file: str
    unit: int
    line: int
    finding: Finding


def text(reports: Sequence[Report]) -> str:
    """One line a finding: ``file:unit: severity: check: message``."""
    return "".join(
        f"{r.file}:{r.unit}: {r.finding.severity.value}: {r.finding.check}: {r.finding.message}\n" for r in reports
    )


def as_json(reports: Sequence[Report]) -> str:
    """The stable JSON form; ``start``/``end`` are code points in the source, -1 where there is no place."""
    rows = [
        {
            "file": r.file,
            "unit": r.unit,
            "check": r.finding.check,
            "severity": r.finding.severity.value,
            "message": r.finding.message,
            "start": r.finding.start,
            "end": r.finding.end,
        }
        for r in reports
    ]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=1) + "\n"


_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(reports: Sequence[Report]) -> str:
    """SARIF 2.1.0, for code hosts that show findings beside the file."""
    rules = sorted({r.finding.check for r in reports})
    results = [
        {
            "ruleId": r.finding.check,
            "level": _LEVEL[r.finding.severity],
            "message": {"text": r.finding.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": r.file},
                        "region": {"startLine": max(1, r.line)},
                    },
                    "logicalLocations": [{"name": f"unit {r.unit}"}],
                }
            ],
        }
        for r in reports
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "taiyaku", "version": version(), "rules": [{"id": rule} for rule in rules]}
                },
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def junit(reports: Sequence[Report], *, units: int) -> str:
    """JUnit XML: one test case per finding, plus the number of units looked at."""
    errors = sum(r.finding.severity is Severity.ERROR for r in reports)
    out = ['<?xml version="1.0" encoding="UTF-8"?>']
    out.append(f'<testsuite name="taiyaku check" tests="{max(units, len(reports))}" failures="{errors}">')
    for r in reports:
        out.append(f"  <testcase classname={quoteattr(r.file)} name={quoteattr(f'unit {r.unit}: {r.finding.check}')}>")
        if r.finding.severity is Severity.ERROR:
            out.append(f"    <failure message={quoteattr(_legal(r.finding.message))}/>")
        else:
            out.append(f"    <system-out>{escape(_legal(r.finding.message))}</system-out>")
        out.append("  </testcase>")
    out.append("</testsuite>")
    return "\n".join(out) + "\n"


def _legal(message: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return "".join(c if c >= " " or c in "\t\n" else "\ufffd" for c in message)
