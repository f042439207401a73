"""Findings on one pair."""

from __future__ import annotations

import pytest

from glossary import Concept, Glossary, TermMatch, TermStatus, Usage
from pipeline.checks import TITLES, check, check_text, outcomes
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


OLD = Concept("旧庁", ("Old Agency",), status=TermStatus.DEPRECATED, id="agency")
NEW = Concept("新庁", ("New Agency",), id="agency")
NEVER = Concept("禁句", ("Bad Word",), status=TermStatus.FORBIDDEN)
KEPT = Concept("対訳", ("対訳",))
TERMS = Glossary.from_concepts([OLD, NEW, NEVER, KEPT])
USAGE = Usage(TERMS.concepts)


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (
            "旧庁の発表。",
            "The agency announced it.",
            [("term-source", "info", "「旧庁」 is deprecated; use 「新庁」", 0, 2)],
        ),
        ("あの禁句だ。", "That word.", [("term-source", "warning", "「禁句」 is forbidden", 2, 4)]),
        (
            "あの禁句だ。",
            "Bad-words.",
            [
                ("forbidden", "error", "禁句: “Bad-words” must not be used", 2, 4),
                ("term-source", "warning", "「禁句」 is forbidden", 2, 4),
            ],
        ),
        (
            "旧庁の発表。",
            "The old agency announced it.",
            [
                ("deprecated", "warning", "旧庁: “old agency” is deprecated; use “New Agency”", 0, 2),
                ("term-source", "info", "「旧庁」 is deprecated; use 「新庁」", 0, 2),
            ],
        ),
        ("対訳を読む。", "I read 対訳.", []),
        (
            "対訳を読む。",
            "I read 対訳を.",
            [
                ("term", "error", "対訳: “対訳” is missing", 0, 2),
                ("untranslated", "error", "Japanese left: を", -1, -1),
            ],
        ),
    ],
)
def test_usage(source: str, target: str, found: list[tuple[str, str, str, int, int]]) -> None:
    matches = TERMS.match(source)
    told = check(source, target, matches, USAGE)
    assert [(f.check, f.severity.value, f.message, f.start, f.end) for f in told] == found
    assert {f.check for f in told} <= set(TITLES)


def test_a_translation_is_not_blamed_for_its_source() -> None:
    matches = TERMS.match("旧庁の発表。")
    assert check("旧庁の発表。", "The agency announced it.", matches) == ()
    assert [f.check for f in check_text("旧庁の発表。", "The agency announced it.", matches)] == ["term-source"]
