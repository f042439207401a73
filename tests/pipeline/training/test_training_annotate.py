"""Term annotation: what becomes a span, and what every annotated pair promises."""

from __future__ import annotations

import gzip
import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.training.annotate import Annotator, Mode, Shares, candidates, choose, make_annotator, replace_spans
from pipeline.training.lexicon import Found, Lexicon, read_lexicon, read_terms
from pipeline.training.symbols import PLACEHOLDERS

ENTRIES = (
    ("専門家パネル", "Panel of Experts"),
    ("弾道ミサイル", "ballistic missile"),
    ("ミサイル", "missile"),
    ("首相", "the prime minister"),
    ("ソウル", "Seoul"),
    ("駅", "station"),
    ("ための", "for"),
    ("国会", "Diet"),
)
JA = "首相はソウルで弾道ミサイルと専門家パネルについて2024年3月15日に1,250人と話した。"
EN = "The prime minister spoke in Seoul to 1,250 people about ballistic missiles and the Panel of Experts on March 15, 2024."
GLOSSED = re.compile(r"(⟦\d+⟧)([^⟪⟫⟦⟧]*)⟪([^⟪⟫]+)⟫")


def pieces(found: list[Found], ja: str = JA, en: str = EN) -> set[tuple[str, str]]:
    return {(ja[f.ja_start : f.ja_end], en[f.en_start : f.en_end]) for f in found}


def test_terms_numbers_and_dates_on_both_sides_are_found() -> None:
    assert pieces(candidates(Lexicon(ENTRIES), JA, EN)) == {
        ("専門家パネル", "Panel of Experts"),
        ("弾道ミサイル", "ballistic missile"),  # the plural s stays outside
        ("ミサイル", "missile"),
        ("首相", "prime minister"),  # and so does the determiner
        ("ソウル", "Seoul"),
        ("2024", "2024"),
        ("3月15日", "March 15"),
        ("15", "15"),
        ("1,250", "1,250"),
    }


@pytest.mark.parametrize(
    ("ja", "en", "expected"),
    [
        ("国会で", "on a dietary plan", set()),
        ("国会で", "in the Diet", {("国会", "Diet")}),
        ("ミサイル", "anti-missile", {("ミサイル", "missile")}),
        ("ミサイル", "missiles' range", {("ミサイル", "missile")}),
        ("ミサイル", "missilery", set()),
        ("価格は１２．５％", "12.5% of the price", {("１２．５", "12.5")}),
        ("12人", "12.5 people", set()),
        ("12人", "112 people", set()),
        ("12人", "about 12.", {("12", "12")}),
        ("13月40日", "no month 13", {("13", "13")}),
        ("ソウル", "İstanbul or Seoul", set()),  # lower-casing İ moves offsets: left alone
    ],
)
def test_word_edges(ja: str, en: str, expected: set[tuple[str, str]]) -> None:
    assert pieces(candidates(Lexicon(ENTRIES), ja, en), ja, en) == expected


def test_excluded_terms_never_touch_a_span() -> None:
    lexicon = Lexicon(ENTRIES, [("弾道ミサイル", "ballistic missile"), ("ソウル市", "Seoul")])
    found = pieces(lexicon.find(JA, EN))
    assert not {ja for ja, _ in found} & {"弾道ミサイル", "ミサイル", "ソウル"}
    assert ("専門家パネル", "Panel of Experts") in found
    assert {lexicon.swap("Seoul", n / 50).lower() for n in range(50)}.isdisjoint({"seoul", "ballistic missile"})


def strip_symbols(ja: str, en: str, mode: Mode) -> None:
    """The promises of one annotated pair."""
    assert set(re.findall(r"⟦\d+⟧", ja)) == set(re.findall(r"⟦\d+⟧", en)) <= set(PLACEHOLDERS)
    counts = Counter(re.findall(r"⟦\d+⟧", ja + en))
    assert all(n == 2 for n in counts.values())
    assert "⟪" not in en and "⟫" not in en
    if mode is Mode.GLOSSED:
        assert len(GLOSSED.findall(ja)) == len(counts) > 0
    elif mode is Mode.BARE:
        assert counts and "⟪" not in ja
    elif mode is Mode.INLINE:
        assert not counts
        assert all(gloss in en for gloss in re.findall(r"⟪([^⟪⟫]+)⟫", ja))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([Shares(1, 0, 0), Shares(0, 1, 0), Shares(0, 0, 1), Shares()]))
def test_every_annotated_pair_keeps_its_promises(seed: int, shares: Shares) -> None:
    ja, en, mode = make_annotator(ENTRIES, shares=shares).annotate(JA, EN, random.Random(seed))
    strip_symbols(ja, en, mode)
    if shares.glossed == 1:
        assert mode is Mode.GLOSSED and 1 <= len(GLOSSED.findall(ja)) <= 6
        assert GLOSSED.sub(r"\2", ja) == JA  # the Japanese is all there
    if mode is Mode.PLAIN:
        assert (ja, en) == (JA, EN)


def test_without_swaps_the_annotation_can_be_undone() -> None:
    annotator = make_annotator(ENTRIES, shares=Shares(1, 0, 0, swapped=0))
    for seed in range(50):
        ja, en, _ = annotator.annotate(JA, EN, random.Random(seed))
        for symbol, _, gloss in GLOSSED.findall(ja):
            en = en.replace(symbol, gloss)
        assert en == EN


def test_shares_and_swaps_come_out_as_asked() -> None:
    strangers = [(f"用語{n}番", form) for n in range(100) for form in (f"oddity {n}", f"Stranger {n}")]
    annotator = make_annotator((*ENTRIES, *strangers))
    rng = random.Random(5)
    results = [annotator.annotate(JA, EN, rng) for _ in range(4000)]
    modes = Counter(mode for _, _, mode in results)
    for mode, share in ((Mode.PLAIN, 0.45), (Mode.GLOSSED, 0.40), (Mode.BARE, 0.08), (Mode.INLINE, 0.07)):
        assert modes[mode] / 4000 == pytest.approx(share, abs=0.03)
    glosses = [gloss for ja, _, mode in results if mode is Mode.GLOSSED for _, _, gloss in GLOSSED.findall(ja)]
    swapped = sum(gloss.lower() not in EN.lower() for gloss in glosses) / len(glosses)
    assert 0.1 < swapped < 0.2  # the 10–20 %
    indices = Counter(s for ja, _, _ in results for s in re.findall(r"⟦\d+⟧", ja))
    assert set(indices) == set(PLACEHOLDERS) and max(indices.values()) < 2 * min(indices.values())


def test_annotation_depends_on_the_seed_alone() -> None:
    annotator = make_annotator(ENTRIES)
    runs = [[annotator.annotate(JA, EN, rng) for _ in range(20)] for rng in map(random.Random, (3, 3, 4))]
    assert runs[0] == runs[1] != runs[2]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6), st.integers(0, 30), st.integers(1, 6)), max_size=12),
       st.integers(0, 99))  # fmt: skip
def test_chosen_spans_never_overlap(raw: list[tuple[int, int, int, int]], seed: int) -> None:
    found = [Found(a, a + n, b, b + m) for a, n, b, m in raw]
    picked = choose(found, random.Random(seed))
    assert bool(picked) == bool(found) and len(picked) <= 6 and set(picked) <= set(found)
    for i, p in enumerate(picked):
        for q in picked[i + 1 :]:
            assert p.ja_end <= q.ja_start
            assert p.en_end <= q.en_start or q.en_end <= p.en_start


def test_spans_are_replaced_from_any_order() -> None:
    assert replace_spans("abcdef", [(4, 6, "Z"), (0, 1, "XY")]) == "XYbcdZ"


def test_lexicons_and_glossaries_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write("端末\tterminal (computing); device\t12\n坏\n")
    assert list(read_lexicon(path)) == [("端末", "terminal"), ("端末", "device")]
    glossary = tmp_path / "g.tsv"
    glossary.write_text(
        "source\ttarget\tvariants\n専門家パネル\tPanel of Experts|panel\tエキスパートパネル\n", encoding="utf-8"
    )
    assert read_terms(glossary) == (("専門家パネル", "Panel of Experts"), ("エキスパートパネル", "Panel of Experts"))


def test_annotation_is_fast_enough_for_training() -> None:
    """A GPU eats 15,000 pairs a second from six processes; a quadratic search would not reach 500."""
    words = [chr(0x4E00 + n) + chr(0x4E00 + 3 * n) for n in range(3000)]
    lexicon = Lexicon([*ENTRIES, *((w, f"word{n}") for n, w in enumerate(words))])
    annotator, rng = Annotator(lexicon), random.Random(1)
    begun = time.process_time()
    for _ in range(2000):
        annotator.annotate(JA, EN, rng)
    assert 2000 / (time.process_time() - begun) > 1500
