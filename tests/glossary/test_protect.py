"""Placeholders around any engine: what goes in comes out, whatever the engine does to the brackets."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Case, Concept, GlossaryError, MatchMode, TermMatch, TermStatus, protect, restore

PANEL = Concept("専門家パネル", ("Panel of Experts",))
RUSSIA = Concept("ロシア", ("Russia",))
MISSILE = Concept("弾道ミサイル", ("ballistic missile",), case=Case.LOWER)
SUGGESTED = Concept("空白", ("vacuum",), match=MatchMode.SUGGEST)
DRAFT = Concept("監視", ("monitoring",), status=TermStatus.DRAFT)
TERMS = {c.source: c for c in (PANEL, RUSSIA, MISSILE, SUGGESTED, DRAFT)}
SOURCE = "ロシアは専門家パネルを解散させた。"
STYLES = ("⟦{}⟧", "[{}]", "({})", "TERM{}", "#{}", '<x id="{}"/>', "__{}__", "⟦ {} ⟧", "}{{}}{")


def matches(text: str) -> tuple[TermMatch, ...]:
    found = re.finditer("|".join(TERMS), text)
    return tuple(TermMatch(hit.start(), hit.end(), hit.group(), TERMS[hit.group()]) for hit in found)


def test_each_term_becomes_a_placeholder() -> None:
    protected = protect(SOURCE, matches(SOURCE))
    one, two = protected.slots
    assert protected.text == f"⟦{one.index}⟧は⟦{two.index}⟧を解散させた。"
    assert (one.match.concept, two.match.concept) == (RUSSIA, PANEL)
    assert (one.placeholder, protected.source) == (f"⟦{one.index}⟧", SOURCE)


def test_only_demands_are_protected() -> None:
    text = "監視の空白をロシアが"
    assert protect(text, matches(text)).text.startswith("監視の空白を⟦")


def test_numbers_are_fixed_by_the_text_and_differ_between_texts() -> None:
    texts = [f"{char}はロシア" for char in "あいうえおかきくけこ"]
    rows = [protect(text, matches(text)) for text in texts]
    assert rows == [protect(text, matches(text)) for text in texts]
    assert len({row.slots[0].index for row in rows}) > 3


def test_numbers_may_be_limited() -> None:
    text = "ロシア、" * 4
    protected = protect(text, matches(text), numbers=range(7, 10))
    assert sorted(slot.index for slot in protected.slots) == [7, 8, 9]
    assert protected.text.endswith("ロシア、")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{} spoke.", "Panel of Experts spoke."),
        ("The{}spoke.", "The Panel of Experts spoke."),
        ("({}), and", "(Panel of Experts), and"),
        ("{}s met", "Panel of Expertss met"),
        ("said:{}.", "said: Panel of Experts."),
        ("{}'s report", "Panel of Experts's report"),
    ],
)
def test_spaces_are_made_good(written: str, expected: str) -> None:
    protected = protect("専門家パネル", matches("専門家パネル"))
    assert restore(protected, written.replace("{}", protected.slots[0].placeholder)).text == expected


@pytest.mark.parametrize(
    "damaged", ["⟦ {} ⟧", "[{}]", "［{}］", "【{}】", "⟦⟦{}⟧⟧", "( {})", "⟦wide⟧", "〚{}〛", "⟦0{}⟧"]
)
def test_damaged_placeholders_are_known(damaged: str) -> None:
    protected = protect("専門家パネル", matches("専門家パネル"))
    number = str(protected.slots[0].index)
    wide = number.translate({ord("0") + i: ord("０") + i for i in range(10)})
    restored = restore(protected, f"The {damaged.replace('{}', number).replace('wide', wide)} met.")
    assert (restored.text, restored.missing) == ("The Panel of Experts met.", ())


@pytest.mark.parametrize(
    ("style", "written"), [("TERM{}", "the Term {}, too"), ("#{}", "the #{}th, too"), ("__{}__", "the _ _{}_ _, too")]
)
def test_other_styles_are_forgiving_too(style: str, written: str) -> None:
    protected = protect("専門家パネル", matches("専門家パネル"), style)
    restored = restore(protected, written.replace("{}", str(protected.slots[0].index)))
    assert (restored.text, restored.stray) == ("the Panel of Experts, too", ())


def test_a_longer_number_is_another_number() -> None:
    protected = protect("専門家パネル", matches("専門家パネル"), "TERM{}")
    number = protected.slots[0].index
    restored = restore(protected, f"TERM{number}7 met DETERM{number}")
    assert (restored.text, restored.stray) == (f"met DETERM{number}", (f"TERM{number}7",))
    assert restored.missing == protected.slots


def test_missing_repeated_and_stray_are_told_apart() -> None:
    protected = protect(SOURCE, matches(SOURCE))
    one, two = protected.slots
    restored = restore(protected, f"{one.placeholder} and {one.placeholder} met ⟦99⟧ again")
    assert restored.text == "Russia and Russia met again"
    assert (restored.missing, restored.repeated, restored.stray) == ((two,), (one,), ("⟦99⟧",))


def test_the_authors_own_brackets_stay() -> None:
    text = "ロシア（99）と⟦98⟧"
    protected = protect(text, matches(text))
    restored = restore(protected, f"{protected.slots[0].placeholder} (99) and ⟦98⟧ [97]")
    assert (restored.text, restored.stray) == ("Russia (99) and ⟦98⟧ [97]", ())
    protected = protect(text, matches(text), "({})")
    restored = restore(protected, f"{protected.slots[0].placeholder} (99) (97)")
    assert (restored.text, restored.stray) == ("Russia (99)", ("(97)",))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", "Ballistic missile"),
        ("It ended. ", "It ended. Ballistic missile"),
        ("“", "“Ballistic missile"),
        ("The U.S. ", "The U.S. ballistic missile"),
        ("A ", "A ballistic missile"),
    ],
)
def test_a_lower_case_term_opens_a_sentence_with_a_capital(before: str, expected: str) -> None:
    protected = protect("弾道ミサイル", matches("弾道ミサイル"))
    assert restore(protected, before + protected.slots[0].placeholder).text == expected


@pytest.mark.parametrize("style", ["", "⟦⟧", "{}", "{}⟧", "⟦{}{}⟧", "T1{}", "\n{}"])
def test_styles_that_cannot_be_found_again(style: str) -> None:
    with pytest.raises(GlossaryError, match="style"):
        protect("ロシア", matches("ロシア"), style)


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from([*TERMS, "、", "は", "3", "12", "１", "2024", "三", "第", "。", "(4)", "⟦5⟧"]), max_size=30
    ),
    style=st.sampled_from(STYLES),
)
def test_an_engine_that_copies_gets_every_term_back(parts: list[str], style: str) -> None:
    source = "".join(parts)
    protected = protect(source, matches(source), style)
    wanted = [m for m in matches(source) if m.concept.enforced]
    assert [slot.match for slot in protected.slots] == wanted
    numbers = {int(run) for run in re.findall("[0-9]+", unicodedata.normalize("NFKC", source))}
    indices = [slot.index for slot in protected.slots]
    assert len(set(indices)) == len(indices)
    assert not numbers & set(indices)
    restored = restore(protected, " and ".join(slot.placeholder for slot in protected.slots))
    assert (restored.missing, restored.repeated, restored.stray) == ((), (), ())
    assert restored.text.casefold() == " and ".join(match.target for match in wanted).casefold()
    back, rest = "", protected.text
    for slot in protected.slots:
        head, mark, rest = rest.partition(slot.placeholder)
        assert mark
        back += head + slot.match.surface
    assert back + rest == source


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="⟦⟧[]0123456789 sabc.（）", max_size=40))
def test_restoring_never_fails_and_counts_everything(translated: str) -> None:
    protected = protect(SOURCE, matches(SOURCE))
    restored = restore(protected, translated)
    assert not set(restored.missing) & set(restored.repeated)
    found = len(protected.slots) - len(restored.missing)
    assert sum(restored.text.count(name) > 0 for name in ("Russia", "Panel of Experts")) == found
