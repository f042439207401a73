"""The ladder, with fakes: which rung answers, and that nothing is ever silently wrong."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Concept, TermMatch
from pipeline import enforce
from pipeline.checks import JAPANESE
from pipeline.model import TermState
from tests.conftest import PLACEHOLDERS, FakePrefixTranslator, FakeTranslator

PANEL = Concept("専門家パネル", ("Panel of Experts",))
SOURCE = "国連の専門家パネルは報告書を公表した。"
MATCHES = (TermMatch(3, 9, "専門家パネル", PANEL),)


def run(translator: FakeTranslator, source: str = SOURCE, matches: tuple[TermMatch, ...] = MATCHES):
    (result,) = enforce.translate([source], [matches], translator)
    return result


def test_plain_is_enough() -> None:
    translator = FakeTranslator({SOURCE: "The U.N. Panel of Experts published a report."}, markup=PLACEHOLDERS)
    result = run(translator)
    assert (result.rung, [t.state for t in result.terms]) == ("plain", [TermState.ENFORCED])
    assert result.findings == ()
    assert translator.asked == [SOURCE]


def test_another_hypothesis() -> None:
    answers = ["The U.N. expert group published a report.", "The U.N. Panel of Experts published a report."]
    assert run(FakeTranslator({SOURCE: answers})).rung == "nbest"


def test_glossed_placeholder() -> None:
    def answer(source: str) -> str:
        symbol = re.search(r"⟦\d+⟧", source)
        return f"The U.N. {symbol.group()} published a report." if symbol else "The U.N. experts published a report."

    translator = FakeTranslator(answer, markup=PLACEHOLDERS)
    result = run(translator)
    assert (result.rung, result.target) == ("gloss", "The U.N. Panel of Experts published a report.")
    assert "専門家パネル⟪Panel of Experts⟫" in translator.asked[1]


def test_bare_placeholder() -> None:
    def answer(source: str) -> str:
        symbol = re.search(r"⟦\d+⟧(?!専)", source)
        return f"The U.N. {symbol.group()} published a report." if symbol else "The U.N. experts published a report."

    assert run(FakeTranslator(answer, markup=PLACEHOLDERS)).rung == "bare"


def test_prefix_forced() -> None:
    translator = FakePrefixTranslator(
        {SOURCE: "The U.N. experts published a report."}, complete=lambda s, p: p + " published a report."
    )
    result = run(translator)
    assert (result.rung, [t.state for t in result.terms]) == ("prefix", [TermState.ENFORCED])
    assert all(p.endswith("Panel of Experts") for p in translator.prefixes)


def test_what_fails_everywhere_is_flagged() -> None:
    result = run(FakePrefixTranslator({SOURCE: "The U.N. experts published a report."}, complete=lambda s, p: None))
    assert [t.state for t in result.terms] == [TermState.FLAGGED]
    assert [f.check for f in result.findings] == ["term"]
    assert result.target == "The U.N. experts published a report."


def test_japanese_and_stray_symbols_never_pass_silently() -> None:
    result = run(FakeTranslator({SOURCE: "The 専門家 ⟦3⟧ published."}, markup=PLACEHOLDERS))
    assert not JAPANESE.search(result.target) or any(f.check == "untranslated" for f in result.findings)
    assert {"term", "untranslated"} <= {f.check for f in result.findings}


def test_empty_answers_are_flagged() -> None:
    result = run(FakeTranslator(lambda s: "", markup=PLACEHOLDERS))
    assert [f.check for f in result.findings] == ["empty"]
    assert [t.state for t in result.terms] == [TermState.FLAGGED]


def test_the_same_term_twice_needs_two_occurrences() -> None:
    source = "専門家パネルと専門家パネル。"
    matches = (TermMatch(0, 6, "専門家パネル", PANEL), TermMatch(7, 13, "専門家パネル", PANEL))
    result = run(FakeTranslator({source: "The Panel of Experts and others."}), source, matches)
    assert sorted(t.state.value for t in result.terms) == ["MISSING", "ok"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["Panel of Experts", "experts", "専門", "⟦1⟧", "2017", "a", "the"]), max_size=8))
def test_enforced_plus_flagged_is_matched(words: list[str]) -> None:
    result = run(FakeTranslator(lambda s: " ".join(words), markup=PLACEHOLDERS))
    assert len(result.terms) == len(MATCHES)
    placed = "Panel of Experts" in result.target
    assert (result.terms[0].state is TermState.ENFORCED) == placed
    if not placed or JAPANESE.search(result.target):
        assert result.findings


def test_order_and_count_are_kept() -> None:
    sources = [f"文{i}。" for i in range(30)]
    done = enforce.translate(sources, [()] * 30, FakeTranslator(lambda s: f"Sentence {s[1:-1]}."))
    assert [d.source for d in done] == sources
    assert [d.target for d in done] == [f"Sentence {i}." for i in range(30)]
