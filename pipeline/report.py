"""Findings as text, JSON, SARIF 2.1 and JUnit XML: pure functions, same findings in the same order in each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from .model import Finding, Severity
from .signature import version

FORMATS = ("text", "json", "sarif", "junit")
"""The names of the forms, as ``--format`` takes them."""

_NO_TITLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Report:
    """A finding with its place: the file, the 1-based unit in file order, and the line where known (else 0).

    ``unit`` is 0 in files that have lines only (termbases).
    """

    file: str
    unit: int
    line: int
    finding: Finding


def render(
    reports: Sequence[Report],
    form: str,
    *,
    units: int,
    titles: Mapping[str, str] = _NO_TITLES,
    command: str = "taiyaku check",
) -> str:
    """The findings in one of ``FORMATS``; ``titles`` says what each check is about, ``units`` how many were looked at."""
    if form == "json":
        return as_json(reports)
    if form == "sarif":
        return sarif(reports, titles=titles)
    if form == "junit":
        return junit(reports, units=units, command=command)
    return text(reports)


def text(reports: Sequence[Report]) -> str:
    """One line a finding: ``file:unit: severity: check: message``, the line in place of the unit where there is none."""
    return "".join(
        f"{r.file}:{r.unit or r.line}: {r.finding.severity.value}: {r.finding.check}: {r.finding.message}\n"
        for r in reports
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


def sarif(reports: Sequence[Report], *, titles: Mapping[str, str] = _NO_TITLES) -> str:
    """SARIF 2.1.0 (OASIS), for code hosts that show findings beside the file; a line not known becomes 1."""
    rules = sorted({r.finding.check for r in reports})
    index = {rule: number for number, rule in enumerate(rules)}
    results = [
        {
            "ruleId": r.finding.check,
            "ruleIndex": index[r.finding.check],
            "level": _LEVEL[r.finding.severity],
            "message": {"text": r.finding.message},
            "locations": [_location(r)],
        }
        for r in reports
    ]
    driver = {
        "name": "taiyaku",
        "version": version(),
        "rules": [{"id": rule, "shortDescription": {"text": titles.get(rule, rule)}} for rule in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _location(report: Report) -> dict[str, object]:
    place: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(report.file)},
            "region": {"startLine": max(1, report.line)},
        }
    }
    if report.unit:
        place["logicalLocations"] = [{"name": f"unit {report.unit}"}]
    return place


def _uri(file: str) -> str:
    """The file as a URI reference: percent-encoded, with a scheme where the path is absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def junit(reports: Sequence[Report], *, units: int, command: str = "taiyaku check") -> str:
    """JUnit XML: one test case per finding, plus the number of units looked at."""
    errors = sum(r.finding.severity is Severity.ERROR for r in reports)
    out = ['<?xml version="1.0" encoding="UTF-8"?>']
    out.append(f'<testsuite name={quoteattr(command)} tests="{max(units, len(reports))}" failures="{errors}">')
    for r in reports:
        place = f"unit {r.unit}" if r.unit else f"line {r.line}"
        out.append(f"  <testcase classname={quoteattr(r.file)} name={quoteattr(f'{place}: {r.finding.check}')}>")
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
