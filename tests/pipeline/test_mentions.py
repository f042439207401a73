"""First and later mentions of what has a short form: as cases, as a function of the catalog, and never at people's cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Article, Case, Concept, Glossary, TermMatch, verify
from pipeline import run
from pipeline.adapters import po
from pipeline.edits import undo
from pipeline.mention_forms import acronym
from pipeline.mentions import Passage, mentions
from pipeline.merge import ownership
from pipeline.model import Catalog, Document, Origin, Repair, Unit
from pipeline.notes import machine_note, read_changes, repair_lines, target_hash
from tests.conftest import FakeTranslator, RuleAnalyzer
from tests.pipeline.surface_cases import FormCase, cases, document

CASES = cases("mentions")
WPK = Concept("朝鮮労働党", ("Workers' Party of Korea",), article=Article.THE, short="WPK")
SRBM = Concept(
    "短距離弾道ミサイル",
    ("short-range ballistic missile",),
    plural="short-range ballistic missiles",
    article=Article.A,
    case=Case.LOWER,
    short="SRBM",
)
NATO = Concept("北大西洋条約機構", ("North Atlantic Treaty Organization",), article=Article.THE, short="NATO")
GLOSSARY = Glossary.from_concepts([WPK, SRBM, NATO])


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_cases(case: FormCase) -> None:
    passages = document(case)
    found = mentions(passages)
    assert " / ".join(text for text, _ in found) == case.expected
    for passage, (text, log) in zip(passages, found, strict=True):
        assert undo(text, log) == passage.target
        if not (passage.owned and passage.running):
            assert text == passage.target
        assert verify(passage.matches, text) == verify(passage.matches, passage.target)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_each_form_can_be_reached_from_the_result(case: FormCase) -> None:
    """Without the record of what was changed the text is its own beginning, and the outcome is the same."""
    passages = document(case)
    settled = [replace(p, target=text) for p, (text, _) in zip(passages, mentions(passages), strict=True)]
    assert [text for text, _ in mentions(settled)] == [p.target for p in settled]


@pytest.mark.parametrize(
    ("short", "wanted"),
    [("WPK", True), ("G7", True), ("MoD", True), ("S&P", True), ("THAAD", True), ("Panel", False), ("Kim", False),
     ("INF Treaty", False), ("Fed", False), ("Chongryon", False), ("", False), ("Lower House", False)],
)  # fmt: skip
def test_which_short_forms_are_explained(short: str, wanted: bool) -> None:
    assert acronym(Concept("語", ("x",), short=short)) is wanted


def passage(text: str, *concepts: Concept, source: str = "", **fields: bool) -> Passage:
    matches = tuple(TermMatch(3 * i, 3 * i + 2, c.source, c) for i, c in enumerate(concepts))
    return Passage(source or "語語は" * len(concepts), text, matches, **fields)


def shown(*passages: Passage) -> list[str]:
    return [text for text, _ in mentions(passages)]


def test_two_names_with_one_short_form_keep_their_long_ones() -> None:
    one = Concept("民主進歩党", ("Democratic Progressive Party",), article=Article.THE, short="DPP")
    two = Concept("国民民主党", ("Democratic Party for the People",), article=Article.THE, short="DPP")
    texts = ["The Democratic Progressive Party won.", "The Democratic Party for the People lost."] * 2
    assert shown(*(passage(t, c) for t, c in zip(texts, (one, two, one, two), strict=True))) == texts


def test_a_name_inside_a_longer_one_is_left() -> None:
    congress = Concept("朝鮮労働党大会", ("Workers' Party of Korea congress",), article=Article.A)
    texts = [
        "The Workers' Party of Korea congress opened.",
        "The Workers' Party of Korea met.",
        "The Workers' Party of Korea agreed.",
    ]
    assert shown(passage(texts[0], congress), passage(texts[1], WPK), passage(texts[2], WPK)) == [
        texts[0],
        "The Workers' Party of Korea (WPK) met.",
        "The WPK agreed.",
    ]


def test_what_the_author_defines_stays_as_he_does_it() -> None:
    source = "朝鮮労働党（WPK）は会った。"
    defined = Passage(source, "The Workers' Party of Korea (WPK) met.", (TermMatch(0, 5, "朝鮮労働党", WPK),))
    later = passage("The Workers' Party of Korea agreed.", WPK)
    assert shown(defined, later) == [defined.target, "The WPK agreed."]
    assert shown(later, defined, later) == [
        "The Workers' Party of Korea (WPK) agreed.",
        defined.target,
        "The WPK agreed.",
    ]


def test_a_missing_term_is_not_made_up_for_by_brackets() -> None:
    poor = passage("The Workers' Party of Korea met.", WPK, WPK)  # two in the source, one in the English
    texts = shown(
        poor, passage("The Workers' Party of Korea agreed.", WPK), passage("The Workers' Party of Korea left.", WPK)
    )
    assert texts == ["The Workers' Party of Korea met.", "The Workers' Party of Korea (WPK) agreed.", "The WPK left."]


def test_several_names_in_one_sentence() -> None:
    first = passage("The Workers' Party of Korea showed a short-range ballistic missile.", WPK, SRBM)
    second = passage(
        "The North Atlantic Treaty Organization saw a short-range ballistic missile of the Workers' Party of Korea.",
        NATO,
        SRBM,
        WPK,
    )
    assert shown(first, second) == [
        "The Workers' Party of Korea (WPK) showed a short-range ballistic missile (SRBM).",
        "The North Atlantic Treaty Organization saw an SRBM of the WPK.",
    ]


# --- through the run ---------------------------------------------------------------------------------------------

SENTENCES = {
    "朝鮮労働党は会議を開いた。": "The Workers' Party of Korea held a meeting.",
    "朝鮮労働党の決定だった。": "It was a Workers' Party of Korea decision.",
    "国は朝鮮労働党が治める。": "The WPK rules the country.",
    "短距離弾道ミサイルが落ちた。": "A short-range ballistic missile fell.",
    "朝鮮労働党は短距離弾道ミサイルを見た。": "The Workers' Party of Korea saw an SRBM.",
    "二発の短距離弾道ミサイルだ。": "They are two short-range ballistic missiles.",
    "北大西洋条約機構が応じた。": "The North Atlantic Treaty Organization answered.",
    "会議は北大西洋条約機構の提案だ。": "The meeting was proposed by NATO.",
    "天気は良かった。": "The weather was fine.",
}
HEADING = "朝鮮労働党の決定"
ENGLISH = {**SENTENCES, HEADING: "Workers' Party of Korea Decides"}


def go(text: str, existing: Catalog | None, *, day: int = 1, shorten: bool = True) -> Catalog:
    """A whole run over one document with an engine that knows the sentences above."""
    translator = FakeTranslator(lambda source: ENGLISH.get(source, ""))
    batch = run.prepare([Document("d.txt", "d", text)], RuleAnalyzer(), GLOSSARY)
    found = run.translate(batch, run.pending(batch, [existing], translator.signature), translator)
    return run.assemble(
        batch.documents[0], existing, batch, found,
        engine=translator.signature, project="d", glossary="g", date=f"2026-01-0{day} 00:00+0000", shorten=shorten,
    )  # fmt: skip


def targets(catalog: Catalog) -> list[str]:
    return [u.target for u in catalog.units if not u.obsolete]


MEETING, DECISION, RULES = list(SENTENCES)[:3]
LONG = "The Workers' Party of Korea"


def test_a_document_from_first_to_last() -> None:
    catalog = go(MEETING + DECISION + RULES, None)
    assert targets(catalog) == [
        "The Workers' Party of Korea (WPK) held a meeting.",
        "It was a WPK decision.",
        "The WPK rules the country.",
    ]
    for unit in catalog.units:
        note = machine_note(unit.notes)
        assert note is not None
        assert note.digest == target_hash(unit.target)
        assert unit.origin is Origin.MT
    assert 'MENTION: "Workers\' Party of Korea" → "WPK" (later mention) @9' in catalog.units[1].notes


def test_the_text_follows_the_document() -> None:
    catalog = go(MEETING + DECISION, None)
    gone = go(DECISION + RULES, catalog, day=2)
    assert targets(gone) == ["It was a Workers' Party of Korea (WPK) decision.", "The WPK rules the country."]
    alone = go(DECISION, gone, day=3)
    assert targets(alone) == ["It was a Workers' Party of Korea decision."]
    back = go(MEETING + DECISION, alone, day=4)
    assert targets(back) == targets(catalog)


def test_a_person_who_names_it_first_has_named_it() -> None:
    catalog = go(MEETING + DECISION, None)
    edited = replace(
        catalog, units=(replace(catalog.units[0], target=f"{LONG} convened.", needs_review=False), catalog.units[1])
    )
    again = go(MEETING + DECISION, edited, day=2)
    assert targets(again) == [f"{LONG} convened.", "It was a WPK decision."]
    assert again.units[0].origin is Origin.HUMAN
    assert not read_changes(again.units[0].notes)[1]  # the record of the machine's text has gone with it
    other = replace(catalog, units=(replace(catalog.units[0], target="They convened."), catalog.units[1]))
    assert targets(go(MEETING + DECISION, other, day=2)) == [
        "They convened.",
        "It was a Workers' Party of Korea decision.",
    ]


def test_an_approved_text_keeps_the_record_of_its_changes() -> None:
    catalog = go(MEETING + DECISION, None)
    approved = replace(catalog, units=tuple(replace(u, needs_review=False) for u in catalog.units))
    again = go(MEETING + DECISION, approved, day=2)
    assert [u.notes for u in again.units] == [u.notes for u in catalog.units]


def test_text_from_the_memory_is_not_changed() -> None:
    approved = Unit(DECISION, f"It was a decision of {LONG[4:]}.")
    batch = run.prepare(
        [Document("a.txt", "a", DECISION), Document("b.txt", "b", MEETING + DECISION)], RuleAnalyzer(), GLOSSARY
    )
    known = run.memory(batch, [Catalog((approved,)), None])
    found = {**run.translate(batch, [MEETING], FakeTranslator(lambda source: ENGLISH.get(source, ""))), **known}
    made = run.assemble(batch.documents[1], None, batch, found, engine="fake-1", project="b", glossary="g", date="x")
    assert targets(made) == ["The Workers' Party of Korea held a meeting.", approved.target]


def test_headings_keep_what_they_say() -> None:
    catalog = go(f"{HEADING}\n\n{MEETING}{DECISION}", None)
    assert targets(catalog) == [
        "Workers' Party of Korea Decides",
        "The Workers' Party of Korea (WPK) held a meeting.",
        "It was a WPK decision.",
    ]
    assert targets(go(f"{HEADING}\n\n{MEETING}", catalog))[1] == SENTENCES[MEETING]


def test_the_switch() -> None:
    on = go(MEETING + DECISION, None)
    off = go(MEETING + DECISION, None, shorten=False)
    assert targets(off) == [SENTENCES[MEETING], SENTENCES[DECISION]]
    assert targets(go(MEETING + DECISION, on, shorten=False)) == targets(off)
    assert targets(go(MEETING + DECISION, off)) == targets(on)


def test_lost_records_do_no_harm() -> None:
    catalog = go(MEETING + DECISION, None)
    bare = replace(catalog, units=tuple(replace(u, notes=u.notes[:1]) for u in catalog.units))
    assert targets(go(MEETING + DECISION, bare)) == targets(catalog)
    assert targets(go(DECISION, bare)) == [SENTENCES[DECISION]]


def test_records_wrapped_by_an_editor_are_read() -> None:
    repairs = (Repair(3, 'a "b" \\', "c\u2028\tdef", "x (y), z"),)
    changes = (Repair(0, "a", "b", "first mention"),)
    lines = repair_lines("abcc\u2028\tdef", repairs, changes)
    assert read_changes(lines) == (repairs, changes)
    assert read_changes([*lines[0].split(" ", 2), lines[1]]) == (repairs, changes)


def test_a_change_to_a_small_word_is_told_with_the_next() -> None:
    repairs = (Repair(4, "a", "an", "a or an"), Repair(12, "", "the ", "the"), Repair(30, "  ", " ", "space"))
    text = "Was an ICBM the United States x"
    lines = repair_lines(text, repairs)
    assert lines == (
        'REPAIR: "a ICBM" → "an ICBM" (a or an) @4',
        'REPAIR: "United" → "the United" (the) @12',
    )
    assert repair_lines(text, read_changes(lines)[0]) == lines
    assert undo(text, read_changes(lines)[0]) == "Was a ICBM United States x"


EDITS = st.lists(
    st.tuples(st.sampled_from(["insert", "delete", "swap", "person", "approve", "off"]), st.integers(0, 99)), max_size=7
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(sorted(SENTENCES)), min_size=1, max_size=6, unique=True), EDITS)
def test_any_history_ends_where_a_fresh_run_does(sources: list[str], steps: list[tuple[str, int]]) -> None:
    catalog = go("".join(sources), None)
    for kind, number in [*steps, ("last", 0)]:
        at, fresh = number % len(sources), sorted(SENTENCES)[number % len(SENTENCES)]
        units = list(catalog.units)
        if kind == "insert" and fresh not in sources:
            sources.insert(at, fresh)
        elif kind == "delete" and len(sources) > 1:
            del sources[at]
        elif kind == "swap":
            sources[0], sources[at] = sources[at], sources[0]
        elif kind == "person":
            units[at] = replace(units[at], target=["They met.", f"{LONG} met.", "The WPK met."][number % 3])
        elif kind == "approve":
            units[at] = replace(units[at], needs_review=False)
        before = replace(catalog, units=tuple(units))
        people = {u.source: u.target for u in before.units if ownership(u) is Origin.HUMAN}
        catalog = go("".join(sources), before, shorten=kind != "off")
        assert {u.source: u.target for u in catalog.units if u.source in people} == people
        data = po.dump(catalog)
        assert po.dump(go("".join(sources), po.parse(data), day=2, shorten=kind != "off")) == data
    kept = Catalog(tuple(u for u in catalog.units if u.origin is Origin.HUMAN))
    scratch = go("".join(sources), kept)
    assert [(u.source, u.target) for u in scratch.units if not u.obsolete] == [
        (u.source, u.target) for u in catalog.units if not u.obsolete
    ]
