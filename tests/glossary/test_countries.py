"""Strings of country characters: where they end, and how they are spelled out when no term covers them."""

from __future__ import annotations

import pytest

from glossary import Article, Concept, Glossary, TermMatch, loads, verify
from glossary.countries import ORIGIN
from tests.glossary import blind
from tests.glossary.test_glossary_match import DATA, cases, surfaces

OWN = """source\ttarget\tvariants\tpos\tarticle\tshort
大韓民国\tRepublic of Korea\t韓国\tpropn\t\tROK
日本\tJapan\t\tpropn\tzero\t
米国\tUnited States\t\tpropn\tthe\tU.S.
フィリピン\tPhilippines\t\tpropn\tthe\t
"""


@pytest.fixture(scope="module")
def termbase() -> Glossary:
    return Glossary.load(default=True)


@pytest.fixture(scope="module")
def own() -> Glossary:
    return Glossary.from_concepts(loads(OWN))


def listed(glossary: Glossary, text: str) -> list[TermMatch]:
    return [match for match in glossary.match(text) if match.concept.origin == ORIGIN]


@pytest.mark.parametrize("case", cases(DATA / "countries.txt"))
def test_strings(termbase: Glossary, case: str) -> None:
    text, _, wanted = case.partition("\t")
    found = (f"{m.surface}{'' if m.concept.enforced else '?'}={m.target}" for m in listed(termbase, text))
    assert (", ".join(found) or "–") == wanted


def test_names_are_the_glossarys_own(own: Glossary) -> None:
    (match,) = listed(own, "日米韓は合意した。")
    assert match.target == "Japan, the United States and the Republic of Korea"
    (match,) = listed(own, "日米韓首脳会談")
    assert match.target == "Japan-U.S.-ROK"
    assert match.concept.article is Article.NONE
    (match,) = listed(own, "米韓は合意した。")
    assert (match.target, match.concept.article) == ("United States and the Republic of Korea", Article.THE)


def test_without_a_name_for_each_nothing_is_spelled_out(own: Glossary) -> None:
    assert listed(own, "日米韓英は合意した。") == []
    assert Glossary.from_concepts([Concept("端末", ("terminal",))]).match("日米韓中は合意した。") == ()


def test_a_term_comes_before_the_list(own: Glossary) -> None:
    both = Glossary.from_concepts(own.concepts, [Concept("日米韓", ("the three allies",))])
    assert [m.target for m in both.match("日米韓は合意した。")] == ["the three allies"]


def test_the_comma_follows_the_termbase(termbase: Glossary) -> None:
    four = next(c for c in termbase.concepts if c.source == "日米豪印")
    (match,) = listed(termbase, "日米豪英は合意した。")
    assert match.target == four.target.replace("India", "Britain")
    assert "Japan, the United States, Australia, and Britain" in match.concept.targets  # accepted, not demanded


@pytest.mark.parametrize(
    "english",
    [
        "Japan, the United States, South Korea and Britain agreed.",
        "Japan, the U.S., South Korea, and Britain agreed.",
        "The Japan-U.S.-South Korea-Britain talks ended.",
    ],
)
def test_accepted_forms_verify(termbase: Glossary, english: str) -> None:
    (match,) = listed(termbase, "日米韓英は合意した。")
    assert verify([match], english) == (True,)
    assert verify([match], "Japan, South Korea and Britain agreed.") == (False,)


def test_the_concept_is_stable(termbase: Glossary) -> None:
    (one,), (other,) = (listed(termbase, text) for text in ("日独は", "仏と日独が"))
    assert one.concept == other.concept
    assert one.concept.id == "country-list:japan-and-germany"
    assert {one.source, other.source} == {"日独"}


def test_gold_strings_of_the_blind_set_are_spelled_out() -> None:
    """The blind set knows no such lists; where it has a country string as a trap, the whole string is one now."""
    glossary = Glossary.from_concepts(blind.concepts())
    for case in blind.cases():
        if case.section.startswith("trap countries") and (found := listed(glossary, case.text)):
            assert surfaces(tuple(found)) == [case.text[: found[0].end]]
            assert found[0].target.count(",") + 2 == len(found[0].surface)
