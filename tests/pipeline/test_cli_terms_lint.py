"""``taiyaku terms lint`` and the usage findings of ``taiyaku check``, from the outside."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from pipeline.cli import main

DEFECTS = "source\ttarget\n核\tnuclear\n端末\tterminal\n端末\tdevice\n"
RISKS = "source\ttarget\n核\tnuclear\n"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("g.tsv").write_text(DEFECTS, encoding="utf-8")
    Path("r.tsv").write_text(RISKS, encoding="utf-8")
    return tmp_path


def lint(capfdbinary: pytest.CaptureFixture[bytes], *args: str) -> tuple[int, str, str]:
    code = main(["terms", "lint", *args])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_text(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = lint(capfdbinary, "g.tsv")
    assert (code, out.splitlines()) == (
        1,
        [
            "g.tsv:2: warning: one-character: 「核」 is one character; set match to boundary or suggest",
            "g.tsv:4: error: conflicting-target: 「端末」 has two preferred terms, 'device' and 'terminal' (g.tsv:3); "
            "mark one admitted",
        ],
    )
    assert err == "1 file(s), 3 row(s), 2 finding(s): 1 error(s), 1 other(s)\n"


def test_only_errors_fail(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert lint(capfdbinary, "r.tsv", "-q")[::2] == (0, "")
    code, out, err = lint(capfdbinary)
    assert (code, out) == (0, "")
    assert err.endswith(" row(s), 0 finding(s)\n")
    assert lint(capfdbinary, "none.tsv")[0] == 2


@pytest.mark.parametrize("option", [("--json",), ("--format", "json")])
def test_json(work: Path, capfdbinary: pytest.CaptureFixture[bytes], option: tuple[str, ...]) -> None:
    _, out, _ = lint(capfdbinary, "r.tsv", *option)
    assert json.loads(out)["findings"] == [
        {
            "where": "r.tsv:2",
            "file": "r.tsv",
            "line": 2,
            "check": "one-character",
            "severity": "warning",
            "message": "「核」 is one character; set match to boundary or suggest",
        }
    ]


def test_sarif_and_junit(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = lint(capfdbinary, "g.tsv", "r.tsv", "--format", "sarif", "-q")
    (run,) = json.loads(out)["runs"]
    assert (code, [rule["id"] for rule in run["tool"]["driver"]["rules"]]) == (
        1,
        ["conflicting-target", "duplicate-source", "one-character"],
    )
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in places] == [
        ("g.tsv", 2),
        ("g.tsv", 4),
        ("r.tsv", 2),
        ("r.tsv", 2),
    ]
    _, out, _ = lint(capfdbinary, "g.tsv", "--format", "junit", "-q")
    suite = ET.fromstring(out)
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("taiyaku terms lint", "3", "1")


def test_rules(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = lint(capfdbinary, "--rules")
    assert code == 0
    assert "conflicting-target  error    Two preferred terms for the same Japanese" in out.splitlines()


def test_check_reports_usage_on_both_sides(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    terms = "source\ttarget\tstatus\tforbidden\n看護師\tnurse\t\tnursing lady\n看護婦\tnurse\tdeprecated\t\n"
    Path("t.tsv").write_text(terms, encoding="utf-8")
    pairs = "看護婦が来た。\tA nurse came.\n看護師が来た。\tNursing\u00a0ladies came, as a nurse does.\n"
    Path("pairs.tsv").write_text(pairs, encoding="utf-8")
    code = main(["check", "pairs.tsv", "--glossary", "t.tsv", "-q"])
    out, _ = capfdbinary.readouterr()
    assert (code, out.decode().splitlines()) == (
        1,
        [
            "pairs.tsv:1: info: term-source: 「看護婦」 is deprecated; use 「看護師」",
            "pairs.tsv:2: error: forbidden: 看護師: “Nursing\u00a0ladies” must not be used; use “nurse”",
        ],
    )
