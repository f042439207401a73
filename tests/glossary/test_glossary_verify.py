"""The verifier: what counts as the term in English, and how often."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Case, Concept, TermMatch, forbidden, inflections, occurrences, verify

POE = Concept("専門家パネル", ("Panel of Experts",), plural="Panels of Experts", short="PoE")
NK = Concept("北朝鮮", ("North Korea", "DPRK"))
MISSILE = Concept("ミサイル", ("missile",), case=Case.LOWER)
BALLISTIC = Concept("弾道ミサイル", ("ballistic missile",), case=Case.LOWER)


@pytest.mark.parametrize(
    ("form", "text", "case", "count"),
    [
        ("panel of experts", "a sub-panel of experts met", Case.LOWER, 0),
        ("panel of experts", "a sub‐panel of experts met", Case.LOWER, 0),
        ("panel of experts", "the panel of experts met", Case.LOWER, 1),
        ("panel of experts", "Panel of\nExperts", Case.LOWER, 1),
        ("panel of experts", "panel\u00a0of experts", Case.LOWER, 1),
        ("panel of experts", "the panel of expertss", Case.LOWER, 0),
        ("panel of experts", "(panel of experts)", Case.LOWER, 1),
        ("panel of experts", "panel of experts-led", Case.LOWER, 1),
        ("Panel of Experts", "the panel of experts", Case.AS_IS, 0),
        ("Panel of Experts", "THE PANEL OF EXPERTS", Case.AS_IS, 1),
        ("ballistic missile", "Ballistic missile tests", Case.AS_IS, 1),
        ("ballistic missile", "It fired. Ballistic missile debris fell.", Case.AS_IS, 1),
        ("ballistic missile", "He said: “Ballistic missile.”", Case.AS_IS, 1),
        ("ballistic missile", "the Ballistic missile", Case.AS_IS, 0),
        ("ballistic missile", "the Ballistic Missile", Case.LOWER, 1),
        ("Workers' Party of Korea", "the Workers’ Party of Korea", Case.AS_IS, 1),
        ("Six-Party Talks", "the Six–Party Talks", Case.AS_IS, 1),
        ("Six-Party Talks", "the Six Party Talks", Case.AS_IS, 0),
        ("North Korea", "Russia-North Korea ties", Case.AS_IS, 1),
        ("North Korea", "Russia–North Korea ties", Case.AS_IS, 1),
        ("North Korea", "North Korean ties", Case.AS_IS, 0),
        ("North Korea", "anti-North Korea leaflets", Case.AS_IS, 0),
        ("North Korea", "North Korea-made arms", Case.AS_IS, 1),
        ("U.S.", "the U.S. and U.S.S.R.", Case.AS_IS, 1),
        ("US", "USA, US, us", Case.AS_IS, 1),
        ("F-35", "two F-35s", Case.AS_IS, 0),
        ("F-35", "an F-35, an F-35A", Case.AS_IS, 1),
        ("", "anything", Case.AS_IS, 0),
    ],
)
def test_occurrences(form: str, text: str, case: Case, count: int) -> None:
    assert len(occurrences(text, [form], case=case)) == count


def test_longest_form_first() -> None:
    text = "the UN Security Council and the Security Council"
    spans = occurrences(text, ["Security Council", "UN Security Council"])
    assert [text[a:b] for a, b in spans] == ["UN Security Council", "Security Council"]


@pytest.mark.parametrize(
    ("term", "pos", "wanted", "unwanted"),
    [
        ("missile", "", {"missile", "missiles", "missile's", "missiles'"}, {"missileses"}),
        ("sanctions", "", {"sanctions", "sanctions'"}, {"sanctionses", "sanction"}),
        ("crisis", "", {"crises"}, {"crisises"}),
        ("party", "", {"parties", "party's"}, {"partys"}),
        ("Germany", "", {"Germanys"}, set()),
        ("launch", "", {"launches"}, {"launchs"}),
        ("ICBM", "", {"ICBMs", "ICBM's"}, set()),
        ("F-35", "", {"F-35s"}, set()),
        ("spokesman", "", {"spokesmen"}, {"spokesmans"}),
        ("human", "", {"humans"}, {"humen"}),
        ("Panel of Experts", "", {"Panel of Experts'"}, {"Panels of Experts", "Panel of Expertses"}),
        ("condone", "verb", {"condones", "condoned", "condoning"}, {"condone's"}),
        ("deter", "verb", {"deters", "deterred", "deterring"}, {"detered"}),
        ("carry out", "verb", {"carries out", "carried out", "carrying out"}, {"carry outs"}),
        ("withdraw", "動詞", {"withdrew", "withdrawn"}, {"withdrawed"}),
        ("agree", "verb", {"agreed", "agreeing"}, {"agreing"}),
    ],
)
def test_inflections(term: str, pos: str, wanted: set[str], unwanted: set[str]) -> None:
    found = inflections(term, pos)
    assert found[0] == term
    assert wanted <= set(found)
    assert not unwanted & set(found)


def match(concept: Concept, start: int = 0) -> TermMatch:
    return TermMatch(start, start + len(concept.source), concept.source, concept)


@pytest.mark.parametrize(
    ("concepts", "text", "expected"),
    [
        ([NK], "North Korea fired.", [True]),
        ([NK], "It fired.", [False]),
        ([NK, NK], "North Korea fired; North Korea denied.", [True, True]),
        ([NK, NK], "North Korea fired; it denied.", [True, False]),
        ([NK, NK], "North Korea, the DPRK", [True, True]),
        ([NK], "North Korea’s missile", [True]),
        ([POE], "the Panels of Experts", [True]),
        ([POE], "the PoE", [True]),
        ([POE], "the Sub-Panel of Experts", [True]),
        ([POE], "the sub-Panel of Experts", [False]),
        ([BALLISTIC, MISSILE], "a ballistic missile", [True, False]),
        ([MISSILE, BALLISTIC], "a ballistic missile", [False, True]),
        ([BALLISTIC, MISSILE], "Missiles and ballistic missiles", [True, True]),
        ([MISSILE], "a ballistic missile", [True]),
        ([], "anything", []),
    ],
)
def test_verify(concepts: list[Concept], text: str, expected: list[bool]) -> None:
    assert list(verify([match(c, i * 10) for i, c in enumerate(concepts)], text)) == expected


def test_concepts_with_the_same_english_share() -> None:
    six = Concept("6カ国協議", ("Six-Party Talks",))
    other = Concept("六者会合", ("Six-Party Talks", "six-way talks"))
    assert verify([match(six), match(other)], "the Six-Party Talks") == (True, False)
    assert verify([match(other), match(six)], "the six-way talks, the Six-Party Talks") == (True, True)
    # The first concept gives way to the second where it has another rendering to stand on.
    assert verify([match(other), match(six)], "the Six-Party Talks, the six-way talks") == (True, True)


@given(st.lists(st.sampled_from([NK, POE, MISSILE, BALLISTIC]), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_a_full_rendering_serves_every_match(concepts: list[Concept], random: object) -> None:
    words = [concept.target for concept in concepts]
    random.shuffle(words)  # type: ignore[attr-defined]
    text = "of the " + ", and the ".join(words)
    assert all(verify([match(c, i) for i, c in enumerate(concepts)], text))
    if concepts:
        assert sum(verify([match(c, i) for i, c in enumerate([*concepts, concepts[0]])], text)) == len(concepts)


BANNED = Concept("専門家パネル", ("Panel of Experts",), forbidden=("expert panel", "panel of experts"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Panel of Experts", []),
        ("the PANEL OF EXPERTS", []),
        ("the panel of experts", ["panel of experts"]),
        ("an expert panel", ["expert panel"]),
        ("two Expert\nPanels", ["Expert\nPanels"]),
        ("the expert panel’s report", ["expert panel’s"]),
        ("an expert-panel", ["expert-panel"]),
        ("a non-expert panel", []),
        ("the panel of experts and the expert panel", ["panel of experts", "expert panel"]),
    ],
)
def test_forbidden(text: str, found: list[str]) -> None:
    uses = forbidden([match(BANNED)], text)
    assert [use.text for use in uses] == found
    assert all(text[use.start : use.end] == use.text and use.concept is BANNED for use in uses)


def test_part_of_an_allowed_form_is_allowed() -> None:
    korea = Concept("韓国", ("South Korea",), forbidden=("Korea",))
    assert forbidden([korea, NK], "North Korea and South Korea") == ()
    assert [use.text for use in forbidden([korea, NK], "North Korea and Korea")] == ["Korea"]


def test_one_occurrence_parted_between_neighbours() -> None:
    un = Concept("国連", ("United Nations", "UN"))
    panel = Concept("専門家パネル", ("Panel of Experts", "UN Panel of Experts"))
    first, second = TermMatch(0, 2, "国連", un), TermMatch(3, 9, "専門家パネル", panel)
    assert verify([first, second], "The UN Panel of Experts published it.") == (True, True)
    assert verify([first, second], "The Panel of Experts published it.") == (False, True)
    far = TermMatch(20, 26, "専門家パネル", panel)
    assert verify([first, far], "The UN Panel of Experts published it.") == (False, True) or verify(
        [first, far], "The UN Panel of Experts published it."
    ) == (True, False)
