"""The lint finds each defect, names the line, and is silent on a clean file."""

from __future__ import annotations

import pytest

from glossary import lint, loads

HEAD = "source\ttarget\tvariants\tstatus\tforbidden\tplural\tarticle\tshort\tmatch\n"
CLEAN = (
    HEAD + "端末\tterminal\t端末機\t\tdevice\tterminals\ta\t\t\n回線\tline\t\t\t\t\t\t\t\n米\tUS\t\t\t\t\t\t\tsuggest\n"
)


def row(source: str, target: str = "x", **cells: str) -> str:
    names = ("variants", "status", "forbidden", "plural", "article", "short", "match")
    return "\t".join((source, target, *(cells.get(name, "") for name in names))) + "\n"


@pytest.mark.parametrize(
    ("rows", "check", "line"),
    [
        ([row("端末", "terminal")], "duplicate-source", 5),
        ([row("端末", "device")], "conflicting-target", 5),
        ([row("ﾀﾝ末", "a"), row("タン末", "b")], "conflicting-target", 6),
        ([row("機器", "device", variants="回線")], "variant-is-source", 5),
        ([row("機器", "device", variants="端末機")], "variant-twice", 5),
        ([row("機器", "device", variants="機器|機器")], "repeated-variant", 5),
        ([row("ミサイル", "missile", variants="ﾐｻｲﾙ")], "needless-variant", 5),
        ([row("機器", "device", forbidden="device")], "preferred-forbidden", 5),
        ([row("端末", "gear", status="draft", forbidden="terminal")], "preferred-forbidden", 5),
        ([row("核", "nuclear")], "one-character", 5),
        ([row("ﾐｻｲﾙ", "missile")], "width", 5),
        ([row("ＩＣＢＭ級", "ICBM class")], "width", 5),
        ([row("機器", "ｄevice")], "width", 5),
        ([row(" 機器", "device")], "edge-space", 5),
        ([row("機器", "device ")], "edge-space", 5),
        ([row("機器", "big  device")], "double-space", 5),
        ([row("Panel of Experts", "専門家パネル")], "source-not-japanese", 5),
        ([row("Panel of Experts", "専門家パネル")], "target-japanese", 5),
        ([row("機器", "device", short="装置")], "target-japanese", 5),
        ([row("機器（大", "device")], "brackets", 5),
        ([row("機器", "the device", article="the")], "article", 5),
        ([row("機器", "device", plural="device")], "plural", 5),
        ([row("機器", "device", short="devices")], "short", 5),
        ([row("機器", "device|device")], "repeated-target", 5),
    ],
)
def test_defects(rows: list[str], check: str, line: int) -> None:
    found = lint(loads(CLEAN + "".join(rows), "g.tsv"))
    assert (check, f"g.tsv:{line}") in {(finding.check, finding.origin) for finding in found}
    assert all(
        (str(finding).startswith("g.tsv:") and "; " in finding.message) or "?" in finding.message for finding in found
    )


def test_clean() -> None:
    assert lint(loads(CLEAN, "g.tsv")) == ()


@pytest.mark.parametrize("source", ["ICBM", "THAAD", "F-35", "KN-23", "G7", "COVID-19", "AUKUS"])
def test_acronyms_are_sources(source: str) -> None:
    assert lint(loads(HEAD + row(source, "x y"), "g.tsv")) == ()


def test_across_files() -> None:
    one, two = loads("source\ttarget\n端末\tterminal\n", "a.tsv"), loads("source\ttarget\n端末\tdevice\n", "b.tsv")
    (finding,) = lint(one, two)
    assert str(finding) == (
        "b.tsv:2: error: 「端末」 has two preferred terms, 'device' and 'terminal' (a.tsv:2); mark one admitted "
        "[conflicting-target]"
    )


def test_five_thousand_clean_rows() -> None:
    kana = "アイウエオカキクケコサシスセソタチツテト"
    rows = (row(f"{kana[i % 20]}{kana[i // 20 % 20]}{kana[i // 400 % 20]}型式", f"model {i}") for i in range(5_000))
    assert lint(loads(HEAD + "".join(rows), "g.tsv")) == ()
