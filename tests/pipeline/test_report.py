"""Findings in the four output forms."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

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


def test_lines_where_there_are_no_units() -> None:
    lines = [report.Report("語 彙/g.tsv", 0, 4, Finding("width", Severity.INFO, "narrow"))]
    assert report.text(lines) == "語 彙/g.tsv:4: info: width: narrow\n"
    (case,) = ET.fromstring(report.junit(lines, units=9, command="taiyaku terms lint"))
    assert case.get("name") == "line 4: width"
    (result,) = json.loads(report.sarif(lines))["runs"][0]["results"]
    assert result["level"] == "note"
    (location,) = result["locations"]
    assert "logicalLocations" not in location
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "%E8%AA%9E%20%E5%BD%99/g.tsv"


def test_sarif() -> None:
    log = json.loads(report.sarif(REPORTS, titles={"number": "A number is wrong"}))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [(r["id"], r["shortDescription"]["text"]) for r in rules] == [
        ("length", "length"),
        ("number", "A number is wrong"),
    ]
    results = run["results"]
    assert [r["level"] for r in results] == ["error", "warning"]
    assert [rules[r["ruleIndex"]]["id"] for r in results] == [r["ruleId"] for r in results] == ["number", "length"]
    assert [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results] == [12, 1]
    assert all(r["message"]["text"] for r in results)


def test_sarif_of_an_absolute_path() -> None:
    place = report.Report(str(Path("/a b/c.po")), 1, 1, REPORTS[0].finding)
    uri = json.loads(report.sarif([place]))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert uri["artifactLocation"]["uri"] == "file:///a%20b/c.po"


@pytest.mark.parametrize("form", report.FORMATS)
def test_every_form_has_every_finding(form: str) -> None:
    output = report.render(REPORTS, form, units=2)
    assert output.count("very short") == 1
    assert output.count("counterpart") == 1
    assert report.render([], form, units=2).count("counterpart") == 0


def test_junit_is_well_formed() -> None:
    suite = ET.fromstring(report.junit(REPORTS, units=5))
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")
    assert len(suite.findall("testcase/failure")) == 1
