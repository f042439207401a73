"""What a reader is told about two glossaries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Concept, Glossary, MatchMode, TermStatus, diff

PANEL = Concept("専門家パネル", ("Panel of Experts",), domain="UN", origin="a.tsv:2")
RUSSIA = Concept("ロシア", ("Russia",))
KREMLIN = Concept("クレムリン", ("Kremlin",))


def test_added_removed_changed() -> None:
    new = replace(PANEL, targets=("panel of experts", "expert panel"), domain="")
    found = diff([PANEL, RUSSIA], [KREMLIN, new])
    assert (found.added, found.removed) == ((KREMLIN,), (RUSSIA,))
    (change,) = found.changed
    assert [(f.name, f.old, f.new) for f in change.fields] == [
        ("targets", "Panel of Experts", "panel of experts|expert panel"),
        ("domain", "UN", ""),
    ]
    assert str(change).startswith("専門家パネル: targets: 'Panel of Experts' → 'panel of experts|expert panel'; domain")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("variants", ("専門家ﾊﾟﾈﾙ",), "専門家ﾊﾟﾈﾙ"),
        ("status", TermStatus.DRAFT, "draft"),
        ("match", MatchMode.SUGGEST, "suggest"),
        ("forbidden", ("Expert Panel",), "Expert Panel"),
        ("note", "since 2009", "since 2009"),
    ],
)
def test_every_field_counts(field: str, value: object, shown: str) -> None:
    (change,) = diff([PANEL], [replace(PANEL, **{field: value})]).changed  # type: ignore[arg-type]
    assert [(f.name, f.new) for f in change.fields] == [(field, shown)]


def test_extra_columns_have_their_names() -> None:
    (change,) = diff([replace(PANEL, extra=(("owner", "A"),))], [replace(PANEL, extra=(("owner", "B"),))]).changed
    assert [(f.name, f.old, f.new) for f in change.fields] == [("owner", "A", "B")]


def test_where_a_row_stands_does_not_matter() -> None:
    assert not diff([PANEL, RUSSIA], [RUSSIA, replace(PANEL, origin="b.tsv:9")])


def test_spellings_that_match_the_same_are_one_concept() -> None:
    found = diff([PANEL], [replace(PANEL, source="専門家ﾊﾟﾈﾙ")])
    assert not found.added
    assert [(f.name, f.old, f.new) for f in found.changed[0].fields] == [("source", "専門家パネル", "専門家ﾊﾟﾈﾙ")]


CONCEPTS = st.lists(
    st.builds(
        Concept,
        source=st.sampled_from(["ロシア", "専門家パネル", "制裁", "制裁決議", "国連"]),
        targets=st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=2, unique=True).map(tuple),
        domain=st.sampled_from(["", "UN"]),
    ),
    max_size=5,
    unique_by=lambda concept: concept.source,
)


@settings(max_examples=100, deadline=None)
@given(CONCEPTS, CONCEPTS)
def test_the_difference_leads_from_old_to_new(old: list[Concept], new: list[Concept]) -> None:
    found = diff(old, new)
    changed = {c.old: c.new for c in found.changed}
    assert {changed.get(c, c) for c in old if c not in found.removed} | set(found.added) == set(new)
    assert bool(found) == (set(old) != set(new))
    back = diff(new, old)
    assert (back.added, back.removed) == (found.removed, found.added)


def test_in_force_concepts_are_compared() -> None:
    old = Glossary.from_concepts([PANEL], [replace(PANEL, targets=("Expert Panel",))])
    assert [c.fields[0].old for c in diff(old.concepts, [PANEL]).changed] == ["Expert Panel"]
