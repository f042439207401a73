from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.blocks import blocks
from pipeline.model import BlockKind
from pipeline.segment import gaps, reassemble, segment

DATA = Path(__file__).parents[1] / "data" / "segment"
ARTICLE = Path(__file__).parents[3] / "shared" / "input" / "commentary.txt"


class Fake:
    """Starts a sentence wherever one of ``words`` stands, everywhere, or nowhere; remembers what it was asked."""

    signature = "fake/1"

    def __init__(self, *words: str, everywhere: bool = False) -> None:
        self.words = words
        self.everywhere = everywhere
        self.calls: list[tuple[str, ...]] = []

    def boundaries(self, texts: Sequence[str], /) -> tuple[tuple[int, ...], ...]:
        self.calls.append(tuple(texts))
        if self.everywhere:
            return tuple(tuple(range(1, len(text))) for text in texts)
        found = ({text.find(word) for word in self.words} - {-1, 0} for text in texts)
        return tuple(tuple(sorted(row)) for row in found)


def cases(name: str) -> list[tuple[str, tuple[str, ...]]]:
    """(input, expected segments) of a golden file; its notation is in README.txt."""
    rows = []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line or (line.startswith("# ") and "⏎" not in line):
            continue
        for sign, char in (("⏎", "\n"), ("␍", "\r"), ("␠", "\u3000"), ("␣", " ")):
            line = line.replace(sign, char)
        parts = line.split(" ｜ ")
        rows.append(("".join(parts), tuple(part.strip() for part in parts)))
    return rows


def texts(source: str, analyzer: Fake | None = None) -> tuple[str, ...]:
    return tuple(item.text for item in segment(source, analyzer or Fake()))


def test_the_golden_tables_are_large() -> None:
    assert len(cases("rules.txt")) >= 150
    assert len({source for source, _ in cases("rules.txt")}) == len(cases("rules.txt"))


@pytest.mark.parametrize(("source", "expected"), cases("rules.txt"))
def test_rules_alone(source: str, expected: tuple[str, ...]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize("source", [source for source, _ in cases("ginza.txt")])
def test_open_questions_are_asked(source: str) -> None:
    fake = Fake()
    segment(source, fake)
    assert len(fake.calls) == 1


def test_the_analyzer_decides_an_open_question() -> None:
    source = "本当？知らなかった"
    assert texts(source) == (source,)
    assert texts(source, Fake("知")) == ("本当？", "知らなかった")


def test_the_analyzer_cannot_cut_where_the_rules_say_no() -> None:
    source = "会社は「雨だ。風だ。」と、前年比3.5％増の計画以後の方針を説明した（図1）。"
    assert texts(source, Fake(everywhere=True)) == (source,)


def test_the_analyzer_is_not_called_without_a_question_and_once_with_many() -> None:
    quiet, busy = Fake(), Fake()
    segment("雨が降った。風も吹いた。\n「雨だ」と言った。", quiet)
    segment("本当？知らない。\n\n電話します明日また来ます\n\n完成！次は塗装だ。", busy)
    assert quiet.calls == []
    assert len(busy.calls) == 1
    assert len(busy.calls[0]) == 3


def test_the_analyzer_reads_a_stretch_without_its_hard_wraps() -> None:
    source = "この町では昔から夏の終わりに大きな祭りが開か\nれてきたのは本当？知らない人もいるという。"
    fake = Fake("知らない")
    assert texts(source, fake) == (source[: source.index("知")], source[source.index("知") :])
    assert fake.calls == [(source.replace("\n", ""),)]


def test_a_segment_knows_its_place() -> None:
    source = "\ufeff題\r\n\r\n一文目。二文目。\r三行後。\n"
    found = segment(source, Fake())
    assert [(item.text, item.line, item.block) for item in found] == [
        ("題", 1, 0),
        ("一文目。", 3, 1),
        ("二文目。", 3, 1),
        ("三行後。", 4, 2),
    ]
    assert [item.kind for item in found] == [BlockKind.HEADING] + [BlockKind.PARAGRAPH] * 3
    assert gaps(source, found) == ("\ufeff", "\r\n\r\n", "", "\r", "\n")


@pytest.mark.parametrize("source", ["", "\n", "\ufeff", " \u3000\r\n\t", "\ufeff\n\n"])
def test_nothing_to_translate(source: str) -> None:
    assert segment(source, Fake()) == ()
    assert gaps(source, ()) == (source,)


ALPHABET = "あのとはがです。、！？!?.「」『』（）()【】…―♪😀\"'・1３．aZ 　\n\r\t\u2028漢字モ《》ー｡｢｣:/\ufeff"
PHRASES = [
    "です",
    "ました",
    "「",
    "」",
    "。",
    "と言った",
    "\n",
    "\r\n",
    "（笑）",
    "モーニング娘。",
    "http://a.jp/?x",
    "　",
    "漢",
]
JAPANESE = st.text(alphabet=ALPHABET, max_size=120) | st.lists(st.sampled_from(PHRASES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(JAPANESE, st.booleans())
@example("\u3000。\u3000。「」。", True)
@example("・。\n※", False)
@example("\r\ufeff\r", False)
def test_lossless(source: str, everywhere: bool) -> None:
    found = segment(source, Fake(everywhere=everywhere))
    between = gaps(source, found)
    assert reassemble(found, between) == source
    assert all(not gap.replace("\ufeff", "").strip() for gap in between)
    for item in found:
        assert item.text == source[item.start : item.end]
        assert item.text.strip() == item.text != ""
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(max_examples=200, deadline=None)
@given(JAPANESE)
def test_no_segment_crosses_a_block(source: str) -> None:
    edges = [(block.start, block.end) for block in blocks(source)]
    for item in segment(source, Fake(everywhere=True)):
        start, end = edges[item.block]
        assert start <= item.start < item.end <= end


@settings(max_examples=150, deadline=None)
@given(JAPANESE)
def test_segments_are_stable(source: str) -> None:
    """Without an analyzer's help a second look at the same text gives the same answer."""
    assert segment(source, Fake()) == segment(source, Fake())


@pytest.mark.parametrize(
    "unit",
    [
        "雨が降った。風も吹いた。\n",
        "「" * 50 + "雨。",
        "）雨「",
        "本当？知らない",
        "です ます\u3000",
        "「雨」",
        "a.b。",
        "〈",
        "。",
        " ",
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    def seconds(size: int) -> float:
        source = unit * (size // len(unit))
        begin = time.perf_counter()
        segment(source, Fake())
        return time.perf_counter() - begin

    small = min(seconds(5_000) for _ in range(3))
    assert min(seconds(40_000) for _ in range(2)) < 8 * 4 * small + 0.05


def test_a_megabyte() -> None:
    source = "雨が降った。風も吹いた。「寒い。」と彼は言った（本当に）。\n\n見出し\n" * 11_000
    begin = time.perf_counter()
    found = segment(source, Fake())
    assert time.perf_counter() - begin < 20
    assert len(source.encode()) > 1_000_000
    assert len(found) == 4 * 11_000


@pytest.fixture(scope="module")
def ginza() -> object:
    from pipeline.adapters.ginza import GinzaAnalyzer

    return GinzaAnalyzer()


@pytest.mark.model
@pytest.mark.parametrize(("source", "expected"), cases("ginza.txt") + cases("rules.txt"))
def test_rules_with_ginza(source: str, expected: tuple[str, ...], ginza: Fake) -> None:
    assert texts(source, ginza) == expected


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not part of the repository")
def test_the_article() -> None:
    source = ARTICLE.read_text(encoding="utf-8")
    found = segment(source, Fake(everywhere=True))
    assert len(found) == 43
    for whole in ("ウクライナ侵攻以後", "金正恩朝鮮労働党総書記", "FNNプライムオンライン"):
        assert sum(whole in item.text for item in found) == source.count(whole)
    assert found[0].text.startswith("【解説】") and found[0].end == source.index("\n")
    assert reassemble(found, gaps(source, found)) == source
