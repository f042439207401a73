"""Findings on one pair."""

from __future__ import annotations

import pytest

from glossary import Concept, TermMatch
from pipeline.checks import check, outcomes
from pipeline.model import Severity

PANEL = Concept("専門家パネル", ("Panel of Experts",), forbidden=("expert panel",))

CASES = """
国連は報告書を公表した。 | The U.N. published a report. |
国連は報告書を公表した。 | | empty
国連は報告書を公表した。 | The U.N. published a 報告書. | untranslated
国連は報告書を公表した。 | 国連は報告書を公表した。 | untranslated
国連は報告書を公表した。 | The U.N. ⟦3⟧ published it. | placeholder number
2017年に公表した。 | It was published in 2016. | date number
3億円を支出した。 | It spent 30 million yen. | number number
国連は北朝鮮に対する制裁の監視を続けてきたが、その活動を終えた。 | It ended. | length
国連は報告書を公表した。 | The the the the report was published. | loop
国連は報告書を公表した。 | It was a report, it was a report, it was a report. | loop
解説 | Commentary |
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_checks(line: str) -> None:
    source, target, names = (cell.strip() for cell in line.split("|"))
    assert [f.check for f in check(source, target)] == names.split()


def test_missing_and_forbidden_terms() -> None:
    match = TermMatch(3, 9, "専門家パネル", PANEL)
    found = check("国連の専門家パネル", "the U.N. expert panel", [match])
    assert [(f.check, f.start, f.end) for f in found] == [("term", 3, 9), ("forbidden", 3, 9)]
    assert all(f.severity is Severity.ERROR for f in found)
    assert [o.state.value for o in outcomes([match], "the U.N. Panel of Experts")] == ["ok"]


def test_an_empty_source_needs_nothing() -> None:
    assert check("", "") == ()
    assert check("　", "") == ()
