"""Findings in the four output forms."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

from pipeline import report
from pipeline.model import Finding, Severity

REPORTS = [
    report.Report("a.po", 1, 12, Finding("number", Severity.ERROR, "1715 <has> no & counterpart", 3, 7)),
    report.Report("a.po", 2, 0, Finding("length", Severity.WARNING, "very short \x01")),
]


def test_text() -> None:
    assert report.text(REPORTS).splitlines()[0] == "a.po:1: error: number: 1715 <has> no & counterpart"


def test_json_is_the_contract() -> None:
    rows = json.loads(report.as_json(REPORTS))["findings"]
    assert list(rows[0]) == ["file", "unit", "check", "severity", "message", "start", "end"]
    assert [r["unit"] for r in rows] == [1, 2]


def test_sarif() -> None:
    log = json.loads(report.sarif(REPORTS))
    assert log["version"] == "2.1.0"
    results = log["runs"][0]["results"]
    assert [r["level"] for r in results] == ["error", "warning"]
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 12


def test_junit_is_well_formed() -> None:
    suite = ET.fromstring(report.junit(REPORTS, units=5))
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")
    assert len(suite.findall("testcase/failure")) == 1
