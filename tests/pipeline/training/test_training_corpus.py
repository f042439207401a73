"""Filters, overlap with evaluation sets, and the prepared corpus."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.training.corpus import clean, load_prepared, prepare, read_pairs, read_shard, report_table
from pipeline.training.filters import duplicate_key, reject
from pipeline.training.overlap import Overlap
from pipeline.training.recipe import NETWORKS, Annotation, Recipe, Source, Stage, Training

GOOD = ("政府は新しい予算案を国会に提出した。", "The government submitted a new budget bill to the Diet.")


def recipe(root: Path, *sources: Source, evaluation: tuple[str, ...] = ()) -> Recipe:
    return Recipe(
        "test", root, 300, NETWORKS["compact"], Training(), Annotation(), sources, (Stage("all", 1.0),), evaluation
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ja", "en", "reason"),
    [
        (*GOOD, ""),
        ("", "Nothing.", "empty"),
        ("はい。", "", "empty"),
        ("The same.", "The same.", "identical"),
        ("ＡＢＣ", "ABC", "identical"),
        ("会議は⟦1⟧で開かれた。", "The meeting was held in ⟦1⟧.", "symbols"),
        ("Click OK to run the job を実行", "Click OK to run the job now.", "script-ja"),
        ("彼は東京に住んでいる。", "He lives in 東京.", "script-en"),
        ("彼は東京に住んでいる。", "Он живёт в Токио.", "script-en"),
        ("彼は東京に住んでいて、毎日電車で会社に通っている。", "He does.", "length-ratio"),
        ("はい。", "Yes, " * 30, "length-ratio"),
        ("これは長い文です。" * 30, "This is long.", "too-long"),
        ("詳しくは https://example.org を見てください。", "See the site for more details about it.", "boilerplate"),
        ("会社の全ての権利を保有しています。", "Copyright 2020. All rights reserved here.", "boilerplate"),
        ("参加者は45人だった。", "There were 54 participants.", "number"),
        ("参加者は４５人だった。", "There were 45 participants.", ""),
        ("予算は1億2000万円である。", "The budget is 120 million yen.", ""),
        ("予算は三千万円である。", "The budget is 30 million yen.", ""),
        ("予算は三千万円、参加者は45人である。", "The budget is 40 million yen for 46 people.", "number"),
        ("平成20年に開館した。", "It opened in 2008.", ""),
        ("協定は24年7月に署名された。", "The agreement was signed in July 2024.", ""),
        ("人口は12,345人である。", "The population is 12,345.", ""),
        ("6月15日の午後3時に始まった。", "It began at 15:00 on June 15.", ""),
    ],
)
def test_reasons(ja: str, en: str, reason: str) -> None:
    assert reject(ja, en) == reason


def test_near_duplicates_share_a_key_and_others_do_not() -> None:
    ja, en = GOOD
    assert duplicate_key(ja, en) == duplicate_key(f" {ja.replace('。', '')} ", en.upper().replace(".", "!"))
    assert duplicate_key("第１章", "Chapter 1") == duplicate_key("第12章", "chapter 12")
    assert duplicate_key(ja, en) != duplicate_key(ja, en.replace("budget", "tax"))


class TestOverlap:
    EVALUATION = (
        "北の港町で開かれた漁業者の集会には、三百人を超える住民が参加した。",
        "More than three hundred residents of the northern port town attended the meeting of fishermen.",
    )

    @pytest.mark.parametrize(
        ("ja", "en", "hit"),
        [
            ("昨日、港町で開かれた漁業者の集会が終わった。", "A different sentence altogether.", True),  # 13+ shared
            ("港町で開かれた漁業者の集", "Twelve characters only are shared here.", False),
            ("港町で開かれた 漁業者の集会", "White space does not hide it.", True),
            ("まったく別の文。", "they said residents of the northern port town attended THE Meeting today", True),
            ("まったく別の文。", "Residents of the northern port town attended.", False),  # seven words
        ],
    )
    def test_thirteen_characters_or_eight_words(self, ja: str, en: str, hit: bool) -> None:
        assert Overlap([self.EVALUATION]).hits(ja, en) is hit

    def test_short_lines_count_only_whole(self) -> None:
        overlap = Overlap([("「血の同盟」の値段", "The price"), ("はい。", "Yes.")])
        assert overlap.hits("「血の同盟」の値段", "x") and not overlap.hits("「血の同盟」の値段は高い", "x")
        assert not overlap.hits("はい。", "Yes.")

    @settings(max_examples=40, deadline=None)
    @given(
        st.text(alphabet="あいうえお漢字研究", min_size=13, max_size=30),
        st.integers(0, 17),
        st.text("かき", max_size=5),
    )
    def test_any_window_of_thirteen_is_found(self, text: str, start: int, around: str) -> None:
        window = text[start : start + 13]
        assert Overlap([(text, "")]).hits(around + window + around, "") is (len(window) == 13) or len(window) < 13


def test_clean_counts_every_pair_once() -> None:
    pairs = [GOOD, GOOD, ("ＡＢＣ", "ABC"), *((f"駅の番号は{n}であると聞いた{c}。", f"I heard the number is {n} {c}.") for n, c in
             [(11, "a"), (12, "b"), (13, "c"), (14, "d")])]  # fmt: skip
    source = Source("s", "s.tsv", "CC0", cap=3)
    kept, report = clean(source, pairs, Overlap([]), set(), seed=1)
    assert len(kept) == report.kept == 3 and report.read == len(pairs)
    assert dict(report.dropped) == {"duplicate": 1, "identical": 1, "cap": 2}
    assert report.read == report.kept + sum(n for _, n in report.dropped)
    again, _ = clean(source, pairs, Overlap([]), set(), seed=1)
    assert again == kept


def test_a_corpus_is_prepared_sharded_and_reported(tmp_path: Path) -> None:
    news = [(f"記者は町{c}で話を聞いた。", f"The reporter listened in town {c}.") for c in "あいうえおかきくけこ"]
    news = [(ja, en.replace(en[-2], romaji)) for (ja, en), romaji in zip(news, "abcdefghij", strict=True)]
    with gzip.open(tmp_path / "news.tsv.gz", "wt", encoding="utf-8") as out:
        out.writelines(f"{ja}\t{en}\textra\n" for ja, en in news)
    (tmp_path / "talk.tsv").write_text(f"{GOOD[0]}\t{GOOD[1]}\n{news[0][0]}\t{news[0][1]}\nno tab\n", encoding="utf-8")
    (tmp_path / "dev.tsv").write_text(f"{news[1][0]}\tSomething else.\n", encoding="utf-8")
    made = recipe(
        tmp_path, Source("news", "news.tsv.gz", "CC0", domain=True), Source("talk", "talk.tsv", "MIT"),
        evaluation=("dev.tsv",),
    )  # fmt: skip
    messages: list[str] = []
    prepared = prepare(made, tmp_path / "out", log=messages.append)
    rows = [row for shard in prepared.all_shards for row in read_shard(shard)]
    assert sorted(rows) == sorted([(*pair, 0) for pair in news if pair != news[1]] + [(*GOOD, 1)])
    assert {row for shard in prepared.domain_shards for row in read_shard(shard)} == {r for r in rows if r[2] == 0}
    assert messages == ["news: 9 of 10 pairs kept", "talk: 1 of 3 pairs kept"]
    assert load_prepared(tmp_path / "out") == prepared
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))[1]["dropped"] == [
        ["duplicate", 1],
        ["empty", 1],
    ]
    assert report_table(prepared.reports).splitlines() == [
        "source      read      kept  dropped",
        "news          10         9  evaluation 1",
        "talk           3         1  duplicate 1, empty 1",
        "total         13        10  evaluation 1, duplicate 1, empty 1",
    ]
    assert not list((tmp_path / "out").glob("*.tmp"))
    assert prepare(replace(made, evaluation=()), tmp_path / "out").reports[0].kept == 10


def test_missing_damaged_and_hopeless_corpora_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.tsv: no such file"):
        prepare(recipe(tmp_path, Source("a", "absent.tsv", "CC0")), tmp_path / "out")
    (tmp_path / "bad.tsv.gz").write_bytes(b"not gzip at all")
    with pytest.raises(InputError, match=r"bad\.tsv\.gz: cannot read the corpus"):
        list(read_pairs(tmp_path / "bad.tsv.gz"))
    (tmp_path / "poor.tsv").write_text("a\ta\n", encoding="utf-8")
    with pytest.raises(InputError, match="no pair survived"):
        prepare(recipe(tmp_path, Source("a", "poor.tsv", "CC0")), tmp_path / "out")
    with pytest.raises(InputError, match="no prepared corpus"):
        load_prepared(tmp_path)


def test_bad_bytes_do_not_stop_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes("一\tone\n".encode() + b"\xff\tx\n" + "  二 \t two  words \r\n".encode())
    assert list(read_pairs(tmp_path / "a.tsv")) == [("一", "one"), ("\ufffd", "x"), ("二", "two words")]
