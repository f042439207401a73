"""What a person wrote survives every run; what the machine wrote follows its recipe."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters import po
from pipeline.header import field
from pipeline.merge import Decision, Row, distinct, merge, ownership, plan
from pipeline.model import (
    BlockKind,
    Catalog,
    Finding,
    Origin,
    Reference,
    Segment,
    Severity,
    TermOutcome,
    TermState,
    Translation,
    Unit,
)
from pipeline.notes import machine_line

DAY = "2025-01-0{} 00:00+0000"


def run(existing: Catalog | None, sources: list[str], *, day: int = 1, signature: str = "v1") -> Catalog:
    """A whole run with a translator that answers ``EN-<signature>(<source>)``; terms and findings as a checker would."""
    todo = {c.source for c in plan(existing, sources, lambda _: signature) if c.decision is Decision.TRANSLATE}
    rows = [
        Row(
            source,
            (Reference("d.txt", number),),
            Translation(source, f"EN-{signature}({source})", -0.5, signature) if source in todo else None,
            (TermOutcome(0, 1, source[0], source[0], "term", TermState.ENFORCED, "plain"),),
            (Finding("length", Severity.INFO, f"checked under {signature}"),),
        )
        for number, source in enumerate(sources, 1)
    ]
    return merge(existing, rows, project="d", engine=signature, glossary="g", date=DAY.format(day))


def unit(catalog: Catalog, source: str, context: str | None = None) -> Unit:
    (found,) = [u for u in catalog.units if (u.source, u.context) == (source, context)]
    return found


def edit(catalog: Catalog, source: str, **changes: object) -> Catalog:
    return replace(
        catalog,
        units=tuple(replace(u, **changes) if u.source == source else u for u in catalog.units),  # type: ignore[arg-type]
    )


A, B, C = "港湾局は夜間の荷役を再開すると発表した。", "船が着いた。", "作業員は安全を確かめている。"


# --- whose text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "origin"),
    [
        (Unit(A), Origin.NONE),
        (Unit(A, needs_review=True), Origin.NONE),
        (Unit(A, "x", needs_review=True, notes=(machine_line("s", -1, "x"),)), Origin.MT),
        (Unit(A, "x", needs_review=False, notes=(machine_line("s", -1, "x"),)), Origin.HUMAN),
        (Unit(A, "y", needs_review=True, notes=(machine_line("s", -1, "x"),)), Origin.HUMAN),
        (Unit(A, "x", needs_review=True), Origin.HUMAN),
        (Unit(A, "x"), Origin.HUMAN),
        (Unit(A, plural=("As", ("", ""))), Origin.HUMAN),
    ],
)
def test_ownership(found: Unit, origin: Origin) -> None:
    assert ownership(found) is origin


def test_distinct_sources_in_order_with_all_places() -> None:
    def segment(text: str, line: int) -> Segment:
        return Segment(text, 0, len(text), line, 0, BlockKind.PARAGRAPH)

    assert distinct("d.txt", [segment(B, 1), segment(A, 2), segment(B, 2), segment(B, 2)]) == (
        Row(B, (Reference("d.txt", 1), Reference("d.txt", 2))),
        Row(A, (Reference("d.txt", 2),)),
    )


# --- plan --------------------------------------------------------------------------------------------------------


def decisions(existing: Catalog | None, sources: list[str], signature: str = "v1") -> list[Decision]:
    return [c.decision for c in plan(existing, sources, lambda _: signature)]


def test_plan_translates_what_is_new_stale_or_empty_and_nothing_else() -> None:
    first = run(None, [A, B, C])
    assert decisions(None, [A, B]) == [Decision.TRANSLATE] * 2
    assert decisions(first, [A, B, C]) == [Decision.REUSE] * 3
    assert decisions(first, [A, B, C], "v2") == [Decision.TRANSLATE] * 3
    reviewed = edit(edit(first, A, target="Mine"), B, needs_review=False)
    assert decisions(reviewed, [A, B, C], "v2") == [Decision.KEEP, Decision.KEEP, Decision.TRANSLATE]
    assert decisions(edit(reviewed, A, target=""), [A], "v1") == [Decision.TRANSLATE]
    gone = run(reviewed, [C], day=2)
    assert decisions(gone, [A, B, C], "v1") == [Decision.KEEP, Decision.KEEP, Decision.REUSE]


# --- merge -------------------------------------------------------------------------------------------------------


def test_machine_text_is_marked_and_signed() -> None:
    found = unit(run(None, [A]), A)
    assert found.target == f"EN-v1({A})"
    assert found.needs_review
    assert found.origin is Origin.MT
    assert found.notes == (
        machine_line("v1", -0.5, found.target),
        f"TERM: {A[0]} → term [ok]",
        "QA: length: checked under v1",
    )


def test_human_text_keeps_its_words_and_gets_new_notes() -> None:
    first = edit(run(None, [A, B]), A, target="Mine", comments="see the style guide", extra=("no-wrap",))
    second = run(first, [B, A], day=2, signature="v2")
    kept = unit(second, A)
    assert (kept.target, kept.needs_review, kept.comments, kept.extra) == (
        "Mine",
        True,
        "see the style guide",
        ("no-wrap",),
    )
    assert kept.origin is Origin.HUMAN
    assert kept.notes == (
        machine_line("v1", -0.5, f"EN-v1({A})"),  # where it began
        f"TERM: {A[0]} → term [ok]",
        "QA: length: checked under v2",
    )
    assert kept.references == (Reference("d.txt", 2),)
    assert [u.source for u in second.units] == [B, A]


def test_foreign_notes_are_kept() -> None:
    first = run(None, [A])
    noted = edit(first, A, notes=(*unit(first, A).notes, "from another tool"))
    assert unit(run(noted, [A], signature="v2"), A).notes[-1] == "from another tool"


def test_vanished_units_become_obsolete_and_return_alive() -> None:
    first = edit(run(None, [A, B, C]), A, target="Mine", comments="人の注釈")
    second = run(first, [C], day=2)
    assert [(u.source, u.obsolete) for u in second.units] == [(C, False), (A, True), (B, True)]
    assert unit(second, A).references == ()
    third = run(po.parse(po.dump(second)), [A, C, B], day=3)
    assert [(u.source, u.obsolete, u.target, u.origin) for u in third.units] == [
        (A, False, "Mine", Origin.HUMAN),
        (C, False, f"EN-v1({C})", Origin.MT),
        (B, False, f"EN-v1({B})", Origin.MT),
    ]
    assert unit(third, A).comments == "人の注釈"


def test_untranslated_vanished_units_go_unless_somebody_commented() -> None:
    first = merge(None, [Row(A), Row(B)], project="d", engine="e", glossary="g", date=DAY.format(1))
    second = run(edit(first, B, comments="訳せない"), [C], day=2)
    assert [(u.source, u.obsolete) for u in second.units] == [(C, False), (B, True)]
    assert po.parse(po.dump(second)).units[-1].comments == "訳せない"


EDITED = "港湾局は夜間の荷役を再開すると正式に発表した。"


def test_human_text_follows_an_edited_source_as_msgmerge_previous_does() -> None:
    first = edit(run(None, [A, B]), A, target="Mine", needs_review=False, comments="注釈")
    second = run(first, [EDITED, B], day=2)
    carried = unit(second, EDITED)
    assert (carried.target, carried.needs_review, carried.previous_source) == ("Mine", True, A)
    assert carried.comments == "注釈"
    assert carried.origin is Origin.HUMAN
    assert not any(note.startswith("MT:") for note in carried.notes)
    assert unit(second, A).obsolete
    assert unit(second, A).target == "Mine"
    # edited once more, it still belongs to the wording it was written for
    third = run(second, [EDITED.replace("夜間", "深夜"), B], day=3)
    assert unit(third, EDITED.replace("夜間", "深夜")).previous_source == A
    # the first wording returns
    assert unit(run(second, [A, B], day=3), A).needs_review is False


def test_machine_text_does_not_follow_and_unlike_sources_get_none() -> None:
    assert unit(run(run(None, [A]), [EDITED], day=2), EDITED).origin is Origin.MT
    reviewed = edit(run(None, [A]), A, needs_review=False)
    assert unit(run(reviewed, [C], day=2), C).origin is Origin.MT


def test_each_human_text_is_carried_once_to_the_likeliest() -> None:
    first = edit(run(None, [A]), A, target="Mine", needs_review=False)
    near, far = A.replace("夜間", "深夜"), A.replace("夜間の荷役", "深夜の作業")
    second = run(first, [far, near], day=2)
    assert (unit(second, near).target, unit(second, far).origin) == ("Mine", Origin.MT)


def test_entries_with_context_live_as_long_as_their_source() -> None:
    first = run(None, [A, B])
    split = replace(first, units=(*first.units, Unit(A, "Another sense", context="見出し")))
    second = run(split, [A, B], day=2)
    assert [(u.source, u.context) for u in second.units] == [(A, None), (A, "見出し"), (B, None)]
    assert unit(second, A, "見出し").references == (Reference("d.txt", 1),)
    third = run(second, [B], day=3)
    assert unit(third, A, "見出し").obsolete
    assert not unit(run(third, [A, B], day=4), A, "見出し").obsolete


def test_plural_entries_of_others_are_kept_as_found() -> None:
    foreign = Unit(A, plural=("As", ("one", "many")), needs_review=True, previous_plural="old")
    second = run(Catalog(units=(foreign,)), [A, B])
    assert replace(unit(second, A), references=(), notes=(), origin=Origin.NONE) == foreign
    assert unit(run(second, [B], day=2), A).plural == ("As", ("one", "many"))


@pytest.mark.parametrize(
    ("source", "answer", "target"),
    [("a\n", "x", "x\n"), ("\na", "\n\nx\n", "\nx"), ("a", "x\n", "x"), ("a\nb", "x\ny", "x\ny"), ("a", "\n", "")],
)
def test_newlines_at_the_edges_match_the_source(source: str, answer: str, target: str) -> None:
    row = Row(source, translation=Translation(source, answer, -1, "s"))
    assert merge(None, [row], project="d", engine="e", glossary="g", date="d").units[0].target == target


def test_an_empty_answer_leaves_the_unit_open() -> None:
    row = Row(A, translation=Translation(A, "", -1, "s"), findings=(Finding("empty", Severity.ERROR, "no text"),))
    found = merge(None, [row], project="d", engine="e", glossary="g", date="d").units[0]
    assert (found.needs_review, found.origin, found.notes) == (False, Origin.NONE, ("QA: empty: no text",))


# --- dates -------------------------------------------------------------------------------------------------------


def revised(catalog: Catalog) -> str:
    return field(catalog.header, "PO-Revision-Date")


def test_the_revision_date_moves_with_content_only() -> None:
    first = run(None, [A, B])
    assert revised(first) == DAY.format(1)
    assert run(first, [A, B], day=2) == first
    assert revised(run(first, [B, A], day=2)) == DAY.format(1)
    noted = merge(
        first,
        [Row(A, findings=(Finding("x", Severity.INFO, "y"),)), Row(B)],
        project="d",
        engine="v1",
        glossary="g",
        date=DAY.format(2),
    )
    assert noted.units != first.units
    assert revised(noted) == DAY.format(1)
    assert revised(run(first, [A], day=2)) == DAY.format(2)
    assert revised(run(first, [A, B], day=2, signature="v2")) == DAY.format(2)
    assert field(run(first, [A, B], day=2, signature="v2").header, "POT-Creation-Date") == DAY.format(1)
    assert field(run(first, [A], day=2).header, "POT-Creation-Date") == DAY.format(2)


# --- against msgmerge --------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("msgmerge") is None, reason="GNU gettext is not installed")
@pytest.mark.parametrize("seed", range(8))
def test_kept_and_obsolete_units_are_those_of_msgmerge(tmp_path: Path, seed: int) -> None:
    """No source is edited here: unlike msgmerge we keep the old wording of an edited one as obsolete, too."""
    dice = random.Random(seed)
    words = ["港", "船", "荷", "局", "夜", "駅", "橋", "塔", "市", "川"]
    sources = ["".join(dice.sample(words, 6)) + f"{n}。" for n in range(12)]
    old = Catalog(
        tuple(
            Unit(s, f"text {n}", (Reference("d.txt", n),), needs_review=dice.random() < 0.3)
            for n, s in enumerate(sources[:9], 1)
        ),
        run(None, [A]).header,
    )
    wanted = dice.sample(sources, 8)
    template = merge(None, [Row(s) for s in wanted], project="d", engine="e", glossary="g", date="d")
    (tmp_path / "old.po").write_bytes(po.dump(old))
    (tmp_path / "new.pot").write_bytes(po.dump(template))
    command = ["msgmerge", "-q", "-N", "--previous", "-o", "-", str(tmp_path / "old.po"), str(tmp_path / "new.pot")]
    theirs = po.parse(subprocess.run(command, check=True, capture_output=True).stdout)
    ours = merge(po.parse(po.dump(old)), [Row(s) for s in wanted], project="d", engine="e", glossary="g", date="d")

    def facts(catalog: Catalog) -> list[tuple[object, ...]]:
        return [(u.source, u.target, u.needs_review, u.obsolete, u.previous_source) for u in catalog.units]

    live = len(wanted)
    assert facts(ours)[:live] == facts(theirs)[:live]
    assert sorted(facts(ours)[live:]) == sorted(facts(theirs)[live:])


# --- never lose human work ---------------------------------------------------------------------------------------

SENTENCES = [
    f"{who}は{when}の{what}を{how}。"
    for who in ("港湾局", "市長")
    for when in ("夜間", "来年度")
    for what in ("荷役", "予算案")
    for how in ("再開した", "見直すと発表した")
]
PERSON = ("edit", "unfuzzy", "refuzzy", "comment", "context", "clear")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*PERSON, "insert", "delete", "reorder", "reword", "rerun", "rerun", "upgrade"]),
        st.integers(0, 99),
    ),
    min_size=4,
    max_size=11,
)


def protected(catalog: Catalog) -> dict[tuple[str | None, str], tuple[object, ...]]:
    return {
        (u.context, u.source): (u.target, u.needs_review, u.comments, u.extra, u.plural)
        for u in catalog.units
        if ownership(u) is Origin.HUMAN
    }


def comments(catalog: Catalog) -> dict[tuple[str | None, str], str]:
    return {(u.context, u.source): u.comments for u in catalog.units if u.comments}


def touch(units: list[Unit], kind: str, number: int) -> None:
    """One thing a reviewer may do in an editor."""
    at = number % len(units)
    old = units[at]
    if old.obsolete:
        return
    if kind == "context" and all((u.source, u.context) != (old.source, f"c{number}") for u in units):
        units.insert(at + 1, Unit(old.source, f"in context {number}", context=f"c{number}"))
        return
    change = {
        "edit": {"target": f'human text {number}\nwith "marks"  and 全角　'},
        "unfuzzy": {"needs_review": False},
        "refuzzy": {"needs_review": True},
        "comment": {"comments": f"{old.comments}\n注釈 {number} ".lstrip("\n")},
        "clear": {"target": ""},
    }.get(kind, {})
    units[at] = replace(old, **change)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6, unique=True), STEPS)
def test_no_run_changes_what_a_person_wrote(sources: list[str], steps: list[tuple[str, int]]) -> None:
    signature, day = "v1", 1
    catalog = po.parse(po.dump(run(None, sources)))
    for kind, number in [*steps, ("rerun", 0)]:
        at = number % len(sources)
        fresh = SENTENCES[number % len(SENTENCES)]
        if kind == "insert" and fresh not in sources:
            sources.insert(at, fresh)
        elif kind == "delete" and len(sources) > 1:
            del sources[at]
        elif kind == "reorder":
            random.Random(number).shuffle(sources)
        elif kind == "reword" and (longer := sources[at].replace("。", "という。")) not in sources:
            sources[at] = longer
        elif kind in ("rerun", "upgrade"):
            signature, day = (f"v{number}" if kind == "upgrade" else signature), day % 9 + 1
            before = catalog
            result = run(before, sources, day=day, signature=signature)
            data = po.dump(result)
            catalog = po.parse(data)
            assert catalog == result
            after = protected(catalog)
            for key, text in protected(before).items():
                assert after[key] == text
            for key, text in comments(before).items():
                assert comments(catalog)[key] == text
            assert [u.source for u in catalog.units if not u.obsolete and u.context is None] == sources
            assert po.dump(run(catalog, sources, day=(day + 1) % 9 + 1, signature=signature)) == data
        else:
            units = list(catalog.units)
            touch(units, kind, number)
            catalog = po.parse(po.dump(replace(catalog, units=tuple(units))))
