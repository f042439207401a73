"""The benchmark's second verifier and its sentences; the benchmark itself needs parallel text from outside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Concept, TermMatch
from pipeline import checks
from pipeline.model import TermState
from tests.benchmarks import independent
from tests.benchmarks.term_sets import MOST_TERMS, banned, build, shuffled


@pytest.mark.parametrize(
    ("text", "demanded", "short"),
    [
        ("The Panel of Experts met.", [("Panel of Experts",)], 0),
        ("The sub-panel of experts met.", [("Panel of Experts",)], 0),  # more generous than the product, on purpose
        ("The panels of experts met.", [("Panel of Experts",)], 1),
        ("Russia's parties and Russia.", [("Russia",), ("Russia",), ("party",)], 0),
        ("Russia's parties.", [("Russia",), ("Russia",)], 1),
        ("Kyoto University", [("Kyoto",), ("Kyoto University",)], 1),
        ("KYOTO–Osaka", [("Kyoto",), ("Osaka", "Osaka City")], 0),
        ("", [("Kyoto",)], 1),
        ("Russian", [("Russia",)], 1),
    ],
)
def test_counts(text: str, demanded: list[tuple[str, ...]], short: int) -> None:
    assert independent.missing(text, demanded) == short


CONCEPTS = (Concept("甲", ("Russia",)), Concept("乙", ("Panel of Experts", "panel")), Concept("丙", ("missile",)))


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(["Russia", "Russia's", "the", "Panel of Experts", "panel", "missiles", "missile", "of", ","])
    ),
    st.lists(st.sampled_from(CONCEPTS), min_size=1, max_size=5),
)
def test_what_the_product_calls_enforced_is_counted_here_too(words: list[str], concepts: list[Concept]) -> None:
    text = " ".join(words)
    matches = [TermMatch(i, i + 1, c.source, c) for i, c in enumerate(concepts)]
    flagged = sum(t.state is TermState.FLAGGED for t in checks.outcomes(matches, text))
    assert independent.missing(text, [m.concept.forms for m in matches]) <= flagged


def test_the_rest_of_a_text() -> None:
    assert independent.without("The Panel of Experts’ report", ["Panel of Experts"]) == "the ' report"
    assert independent.without("nothing", ["Russia"]) == "nothing"


PAIRS = [
    ("昨日は鎌倉の大仏を見に行きました。", "Yesterday I went to see the great Buddha of Kamakura."),
    ("鎌倉には古い神社が多くあります。", "There are many old shrines in Kamakura."),
    ("鎌倉の海岸を歩いてから帰りました。", "I walked along the shore and went home."),
    ("北朝鮮は弾道ミサイルを発射した。", "North Korea launched a ballistic missile."),
]
LEXICON = [
    ("鎌倉", "Kamakura"),
    ("大仏", "great Buddha (statue)"),
    ("神社", "shrine; Shinto shrine"),
    ("海岸", "coast"),
]


def test_only_what_the_reference_says_is_demanded() -> None:
    cases = {c.source: c for c in build(PAIRS, LEXICON, 10)}
    assert [m.target for m in cases[PAIRS[0][0]].matches] == ["Kamakura", "great Buddha"]
    assert [m.target for m in cases[PAIRS[1][0]].matches] == ["Kamakura", "shrine"]
    assert PAIRS[2][0] not in cases
    assert "ballistic missile" in [m.target for m in cases[PAIRS[3][0]].matches]
    assert all(1 <= len(c.matches) <= MOST_TERMS for c in cases.values())
    assert len(build(PAIRS, LEXICON, 2)) == 2


def test_random_terms_and_forbidden_words() -> None:
    cases = build(PAIRS, LEXICON, 10)
    other = shuffled(cases)
    for case, changed in zip(cases, other, strict=True):
        for mine, theirs in zip(case.matches, changed.matches, strict=True):
            assert (mine.surface, mine.start) == (theirs.surface, theirs.start)
            assert mine.target != theirs.target
    seeded = banned(cases, ["Something happened here"] * len(cases))
    assert all(m.concept.forbidden and not m.concept.enforced for c in seeded for m in c.matches)
    assert banned(cases, [""] * len(cases)) == []
