"""English around a filled-in term: our own cases by class, and that every change can be taken back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Article, Case, Concept, TermMatch
from pipeline.articles import indefinite, read_as_word
from pipeline.edits import Edits, shifted, undo
from pipeline.mask import Filled, fill, mask
from pipeline.surface import repair
from tests.conftest import PLACEHOLDERS
from tests.pipeline.surface_cases import cases, filled, rows

CLASSES = ("article-the", "article-zero", "article-a", "plural", "possessive", "capital", "doubled", "hyphen")


def test_forms_are_right_in_97_of_100_cases() -> None:
    wrong, total = [], 0
    for name in CLASSES:
        found = cases(name)
        assert len(found) >= 40, name
        total += len(found)
        for case in found:
            text = repair(filled(case.text, case.concept))[0]
            if text != case.expected:
                wrong.append(f"{case.place}: {case.text}\n  wanted {case.expected}\n  got    {text}")
    assert total >= 400
    assert len(wrong) <= 0.03 * total, "\n".join(wrong)


@pytest.mark.parametrize(
    ("place", "row"), list(rows("a-an")), ids=lambda value: value if isinstance(value, str) else None
)
def test_a_or_an(place: str, row: dict[str, str]) -> None:
    assert indefinite(row["text"]) == row["expected"], place


@pytest.mark.parametrize("name", CLASSES)
def test_a_repaired_text_needs_no_repair(name: str) -> None:
    for case in cases(name):
        once, _ = repair(filled(case.text, case.concept))
        if "@" in once or once.count(case.concept.target) != 1:
            continue
        at = once.index(case.concept.target)
        match = TermMatch(0, 1, "語", case.concept)
        again = Filled(once, ((at, at + len(case.concept.target), match),), 0, 0)
        assert repair(again)[0] == once, case.place


@pytest.mark.parametrize("name", CLASSES)
def test_every_change_is_logged_and_undoable(name: str) -> None:
    for case in cases(name):
        before = filled(case.text, case.concept)
        text, log = repair(before)
        assert undo(text, log) == before.text
        for one in log:
            assert one.before != one.after
            assert text[one.start : one.start + len(one.after)] == one.after
            rest = tuple(r for r in log if r != one)
            # any one alone, then the others, which lie where they lay but for the change in length
            alone = undo(text, [one])
            shift = len(one.before) - len(one.after)
            moved = [r for kept in rest for r in (shifted([kept], shift) if kept.start > one.start else (kept,))]
            assert undo(alone, moved) == before.text


TERMS = st.builds(
    Concept,
    source=st.just("語"),
    targets=st.tuples(
        st.sampled_from(
            [
                "Panel of Experts",
                "North Korea",
                "ballistic missile",
                "United States",
                "extended deterrence",
                "ICBM",
                "s",
            ]
        )
    ),
    plural=st.sampled_from(["", "ballistic missiles"]),
    article=st.sampled_from(Article),
    case=st.sampled_from(Case),
    short=st.sampled_from(["", "ABC"]),
)
PIECES = st.sampled_from(
    ["a", "an", "the", "The", "its", " ", "  ", "\t", ".", ". ", ", ", "two ", "'s", "s", "' ", "s' ", "(", ")", "“", "”", "of ", "-", " led ",
     "panel", "North ", "missile", " experts", "x", "\u3000", "was ", "A ", "of of "]
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> Filled:
    out, spans = "", []
    for _ in range(draw(st.integers(0, 4))):
        out += "".join(draw(st.lists(PIECES, max_size=5)))
        concept = draw(TERMS)
        spans.append((len(out), len(out) + len(concept.target), TermMatch(0, 1, "語", concept)))
        out += concept.target
    out += "".join(draw(st.lists(PIECES, max_size=6)))
    return Filled(out, tuple(spans), 0, 0)


@settings(max_examples=400)
@given(texts())
def test_undo_gives_back_any_text(before: Filled) -> None:
    text, log = repair(before)
    assert undo(text, log) == before.text
    assert " ".join(text.split()) == text  # nothing is left for the caller to tidy
    assert all(a.start + len(a.after) <= b.start for a, b in pairwise(log))


@settings(max_examples=300)
@given(
    st.text("ab ", max_size=8),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.text("abc ", max_size=4)), max_size=8),
)
def test_edits_compose(text: str, changes: list[tuple[int, int, str]]) -> None:
    edits, plain = Edits(text, [(0, len(text))]), text
    for start, size, new in changes:
        start = min(start, len(plain))
        stop = min(start + size, len(plain))
        edits.replace(start, stop, new, "r")
        plain = plain[:start] + new + plain[stop:]
        assert edits.text == plain
        assert undo(edits.text, edits.log) == text


def test_a_log_of_another_text_is_refused() -> None:
    text, log = repair(filled("It told a @ to leave.", Concept("語", ("Panel of Experts",), article=Article.THE)))
    with pytest.raises(ValueError, match="changed after its repair"):
        undo(text.replace("the", "that"), log)


def test_the_log_says_what_was_done() -> None:
    text, log = repair(filled("It told a @ to leave.", Concept("語", ("Panel of Experts",), article=Article.THE)))
    assert [(r.before, r.after, r.rule) for r in log] == [("a", "the", "the")]
    assert text[log[0].start :].startswith("the Panel")


@pytest.mark.parametrize("short", ["NATO", "ASEAN", "UNESCO", "HIMARS"])
def test_acronyms_read_as_words(short: str) -> None:
    assert read_as_word(short)


@pytest.mark.parametrize("short", ["IAEA", "DPRK", "UNHCR", "JCPOA", "CTBTO", "SRBM", "UNFCCC"])
def test_acronyms_read_letter_by_letter(short: str) -> None:
    assert not read_as_word(short)


def test_two_terms_in_a_sentence() -> None:
    first = Concept("語", ("Panel of Experts",), article=Article.THE)
    second = Concept("語", ("intercontinental ballistic missile",), case=Case.LOWER)
    source = "甲と乙"
    matches = (TermMatch(0, 1, "甲", first), TermMatch(2, 3, "乙", second))
    masked = mask(source, matches, PLACEHOLDERS, gloss=True)
    one, two = (symbol for symbol, _ in masked.slots)
    text, _ = repair(fill(f"{one} saw a {two}.", masked, PLACEHOLDERS))
    assert text == "The Panel of Experts saw an intercontinental ballistic missile."


def test_a_definition_gets_the_short_form_in_its_brackets() -> None:
    concept = Concept("語", ("intercontinental ballistic missile",), short="ICBM", article=Article.A, case=Case.LOWER)
    text, log = repair(filled("It fired an @ (@).", concept))
    assert text == "It fired an intercontinental ballistic missile (ICBM)."
    assert [r.rule for r in log] == ["short form in brackets"]


def test_adjectives_and_verbs_are_no_nouns() -> None:
    for pos, target in (("adj", "anti-American"), ("verb", "ratify")):
        concept = Concept("語", (target,), article=Article.ZERO, pos=pos)
        article = indefinite(target)
        assert repair(filled(f"It is {article} @ plan.", concept))[0] == f"It is {article} {target} plan."
