"""The lint finds each defect, names the line, and is silent on clean files."""

from __future__ import annotations

import time
from random import Random

import pytest

from glossary import Concept, LintSeverity, TermStatus, default_termbase, lint, loads, read
from glossary.lint import RULES
from tests.glossary.lint_seeds import clean, names, seeded, text

HEAD = "source\ttarget\tvariants\tstatus\tforbidden\tplural\tarticle\tshort\tmatch\n"
CLEAN = (
    HEAD + "端末\tterminal\t端末機\t\tdevice\tterminals\ta\t\t\n回線\tline\t\t\t\t\t\t\t\n米\tUS\t\t\t\t\t\t\tsuggest\n"
)
SEEDS = 25


def row(source: str, target: str = "x", **cells: str) -> str:
    columns = ("variants", "status", "forbidden", "plural", "article", "short", "match")
    return "\t".join((source, target, *(cells.get(name, "") for name in columns))) + "\n"


@pytest.mark.parametrize("name", names())
def test_every_seed_is_found_at_its_line(name: str) -> None:
    for number in range(SEEDS):
        seed = seeded(name, number)
        findings = lint(loads(text(seed.rows), "g.tsv"))
        where = f"{name} {number}: {seed.rows[seed.blamed]}: {[str(f) for f in findings]}"
        assert (seed.check, seed.blamed + 2) in {(f.check, f.line) for f in findings}, where
        assert {f.line - 2 for f in findings} <= {seed.blamed, *seed.partners}, where


def test_there_is_a_seed_for_every_class() -> None:
    # a row without English does not get past the reader
    assert {name.partition("/")[0] for name in names()} == set(RULES) - {"empty-target"}
    assert len(RULES) >= 20
    (finding,) = lint([Concept("端末", (), status=TermStatus.DRAFT)])
    assert (finding.check, finding.severity) == ("empty-target", LintSeverity.ERROR)


@pytest.mark.parametrize("number", range(SEEDS))
def test_what_the_seeds_are_put_into_is_clean(number: int) -> None:
    assert lint(loads(text(clean(30, Random(number))), "g.tsv")) == ()


def test_five_thousand_clean_rows_in_two_seconds() -> None:
    concepts = loads(text(clean(5_000, Random(7))), "g.tsv")
    assert len(concepts) == 5_000
    start = time.process_time()
    assert lint(concepts) == ()
    assert time.process_time() - start < 2.0


def test_the_shipped_termbase_is_clean() -> None:
    assert lint(*(read(path) for path in default_termbase())) == ()


def test_messages_say_what_to_do() -> None:
    for name in names():
        seed = seeded(name, 0)
        for finding in lint(loads(text(seed.rows), "g.tsv")):
            assert "; " in finding.message or finding.message.endswith("?"), str(finding)
            assert finding.severity is RULES[finding.check].severity
            assert (finding.file, finding.origin) == ("g.tsv", f"g.tsv:{finding.line}")


@pytest.mark.parametrize(
    ("rows", "check", "line"),
    [
        ([row("ﾀﾝ末", "a"), row("タン末", "b")], "conflicting-target", 6),
        ([row("機器", "device", variants="端末機")], "variant-twice", 5),
        ([row("ミサイル", "missile", variants="ﾐｻｲﾙ")], "needless-variant", 5),
        ([row("Panel of Experts", "専門家パネル")], "target-japanese", 5),
        ([row("機器", "device", short="装置")], "target-japanese", 5),
    ],
)
def test_more_defects(rows: list[str], check: str, line: int) -> None:
    found = lint(loads(CLEAN + "".join(rows), "g.tsv"))
    assert (check, f"g.tsv:{line}") in {(finding.check, finding.origin) for finding in found}


def test_clean() -> None:
    assert lint(loads(CLEAN, "g.tsv")) == ()


@pytest.mark.parametrize("source", ["ICBM", "THAAD", "F-35", "KN-23", "G7", "COVID-19", "AUKUS"])
def test_acronyms_are_sources(source: str) -> None:
    assert lint(loads(HEAD + row(source, "x y"), "g.tsv")) == ()


@pytest.mark.parametrize(
    "source",
    [
        "口コミ",
        "八カ国",
        "対ロ制裁",
        "アジア一",
        "大統領一行",
        "ハ長調",
        "ンジャメナ",
        "中ロ国境",
        "コーヒー豆",
        "スーパー力士",
    ],
)
def test_what_only_looks_like_a_look_alike(source: str) -> None:
    assert lint(loads(HEAD + row(source, "x y"), "g.tsv")) == ()


@pytest.mark.parametrize(
    ("target", "article"),
    [
        ("U.S.", ""),
        ("Taiwan Semiconductor Manufacturing Co.", ""),
        ("António Guterres", ""),
        ("headquarters", "a"),
        ("visit to the United States", "a"),
        ("brigadier general", "a"),
        ("Treaty (INF)", "the"),
        ("24/7 hotline", "a"),
        ("Workers' Party", "the"),
    ],
)
def test_good_english(target: str, article: str) -> None:
    assert lint(loads(HEAD + row("機器", target, article=article), "g.tsv")) == ()


def test_people_and_fields_may_share_a_short_form() -> None:
    people = "source\ttarget\tpos\tshort\tdomain\n金一郎\tKim Ichiro\tpropn\tKim\t\n金二郎\tKim Jiro\tpropn\tKim\t\n"
    fields = (
        "民進党\tDemocratic Progressive Party\tpropn\tDPP\ttaiwan\n国民民主党\tDemocratic Party\tpropn\tDPP\tjapan\n"
    )
    assert lint(loads(people + fields, "g.tsv")) == ()


def test_across_files() -> None:
    one, two = loads("source\ttarget\n端末\tterminal\n", "a.tsv"), loads("source\ttarget\n端末\tdevice\n", "b.tsv")
    (finding,) = lint(one, two)
    assert str(finding) == (
        "b.tsv:2: error: 「端末」 has two preferred terms, 'device' and 'terminal' (a.tsv:2); mark one admitted "
        "[conflicting-target]"
    )
