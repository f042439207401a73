"""Placeholders in and out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glossary import Article, Concept, TermMatch
from pipeline.mask import fill, fill_proxies, kin, mask, stand_in
from pipeline.ports import Proxy
from tests.conftest import PLACEHOLDERS

PANEL = Concept("専門家パネル", ("Panel of Experts",))
RUSSIA = Concept("ロシア", ("Russia",))
SOURCE = "ロシアは専門家パネルを解散させた。"
MATCHES = (TermMatch(0, 3, "ロシア", RUSSIA), TermMatch(4, 10, "専門家パネル", PANEL))


def test_glossed_and_bare() -> None:
    masked = mask(SOURCE, MATCHES, PLACEHOLDERS, gloss=True)
    (one, _), (two, _) = masked.slots
    assert masked.text == f"{one}ロシア⟪Russia⟫は{two}専門家パネル⟪Panel of Experts⟫を解散させた。"
    assert mask(SOURCE, MATCHES, PLACEHOLDERS, gloss=False).text == f"{one}は{two}を解散させた。"


def test_a_placeholder_never_looks_like_a_number_of_the_sentence() -> None:
    source = "1 2 3 5 7 8 9 10 ロシア"
    start = source.index("ロシア")
    masked = mask(source, (TermMatch(start, start + 3, "ロシア", RUSSIA),), PLACEHOLDERS, gloss=False)
    assert masked.slots[0][0].strip("⟦⟧") not in source.split()


def test_fill_puts_terms_and_spaces() -> None:
    masked = mask(SOURCE, MATCHES, PLACEHOLDERS, gloss=True)
    (one, _), (two, _) = masked.slots
    filled = fill(f"{one}disbanded the{two}, they said.", masked, PLACEHOLDERS)
    assert filled.text == "Russia disbanded the Panel of Experts, they said."
    assert [filled.text[s:e] for s, e, _ in filled.spans] == ["Russia", "Panel of Experts"]
    assert (filled.leftover, filled.repeated) == (0, 0)


def test_strays_are_removed_and_counted() -> None:
    masked = mask(SOURCE, MATCHES[:1], PLACEHOLDERS, gloss=True)
    one = masked.slots[0][0]
    stray = next(p for p in PLACEHOLDERS.placeholders if p != one)
    filled = fill(f"{one} {stray} ⟪ {one} left", masked, PLACEHOLDERS)
    assert (filled.leftover, filled.repeated) == (2, 1)
    assert not set("⟦⟧⟪⟫") & set(filled.text)


def test_more_terms_than_symbols() -> None:
    source = "ロシア、" * 20
    matches = [TermMatch(4 * i, 4 * i + 3, "ロシア", RUSSIA) for i in range(20)]
    masked = mask(source, matches, PLACEHOLDERS, gloss=False)
    assert len(masked.slots) == 16
    assert len({symbol for symbol, _ in masked.slots}) == 16
    assert masked.text.count("ロシア") == 4


@given(st.lists(st.sampled_from(["ロシア", "専門家パネル", "、", "は", "3", "。"]), max_size=20))
def test_masking_is_reversible(parts: list[str]) -> None:
    source, matches, at = "".join(parts), [], 0
    for part in parts:
        item = {"ロシア": RUSSIA, "専門家パネル": PANEL}.get(part)
        if item:
            matches.append(TermMatch(at, at + len(part), part, item))
        at += len(part)
    masked = mask(source, matches, PLACEHOLDERS, gloss=False)
    back = masked.text
    for symbol, match in masked.slots:
        assert back.count(symbol) == 1
        back = back.replace(symbol, match.surface)
    assert back == source
    assert fill(masked.text, masked, PLACEHOLDERS).leftover == 0


PROXIES = (
    Proxy("ノルウェー", "Norway", "P"),
    Proxy("欧州連合", "European Union", "T"),
    Proxy("水素", "hydrogen", "M"),
    Proxy("国連", "UN", "T"),
)


def test_proxies_fit_the_article() -> None:
    def chosen(concept: Concept) -> str:
        return stand_in("甲は", (TermMatch(0, 1, "甲", concept),), PROXIES).slots[0][0]

    assert chosen(Concept("甲", ("Diet",), article=Article.THE)) in ("European Union", "UN")
    assert chosen(Concept("甲", ("Russia",), article=Article.ZERO)) == "Norway"
    assert chosen(Concept("甲", ("deterrence",))) == "hydrogen"


def test_proxies_come_back_as_terms() -> None:
    masked = stand_in(SOURCE, MATCHES, PROXIES)
    assert len(masked.slots) == 2
    assert all(surface not in masked.text for surface in ("ロシア", "専門家パネル"))
    (one, _), (two, _) = masked.slots
    filled = fill_proxies(f"{one.upper()}’s {two} left.", masked)
    assert filled.text == "Russia’s Panel of Experts left."
    assert [filled.text[s:e] for s, e, _ in filled.spans] == ["Russia", "Panel of Experts"]
    assert fill_proxies(f"{one} and {one}", masked).repeated == 1


def test_more_terms_than_proxies() -> None:
    source = "ロシア、" * 6
    matches = [TermMatch(4 * i, 4 * i + 3, "ロシア", RUSSIA) for i in range(6)]
    masked = stand_in(source, matches, PROXIES)
    assert len(masked.slots) == len({target for target, _ in masked.slots}) == 4
    assert masked.text.count("ロシア") == 2
    assert stand_in(source, matches, ()).slots == ()


def test_kin() -> None:
    assert kin("Norway", "Norway and the Norwegians") == 2
    assert kin("UN", "the UN is under no fun") == 1
    assert kin("European Union", "a European") == 1
