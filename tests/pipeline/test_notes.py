from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Finding, Severity, TermOutcome, TermState
from pipeline.notes import (
    MachineNote,
    finding_line,
    machine_line,
    machine_note,
    parse_finding,
    parse_term,
    regenerate,
    target_hash,
    term_line,
)

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
OK = TermOutcome(0, 6, "専門家パネル", "専門家パネル", "Panel of Experts", TermState.ENFORCED, "gloss")
MISSED = TermOutcome(8, 10, "制裁", "制裁", "sanctions", TermState.FLAGGED)
WRONG = Finding("number", Severity.ERROR, "1715 in the source,\n1718 in the target", 3, 7)


def test_lines_read_as_documented() -> None:
    assert machine_line("pair:ja-en|x", -0.4239, "test") == "MT: pair:ja-en|x score=-0.42 hash=9f86d081"
    assert term_line(OK) == "TERM: 専門家パネル → Panel of Experts [ok]"
    assert term_line(MISSED) == "TERM: 制裁 → sanctions [MISSING]"
    assert finding_line(WRONG) == "QA: number: 1715 in the source, 1718 in the target"


@given(TEXT.filter(lambda s: s == s.strip()), st.floats(-99, 0), TEXT)
def test_machine_notes_round_trip(signature: str, score: float, target: str) -> None:
    note = machine_note([machine_line(signature, score, target)])
    assert note is not None
    assert note.signature == signature
    assert note.digest == target_hash(target)
    assert abs(note.score - score) <= 0.0051


def test_terms_and_findings_round_trip() -> None:
    assert parse_term(term_line(OK)) == ("専門家パネル", "Panel of Experts", TermState.ENFORCED)
    assert parse_term(term_line(MISSED)) == ("制裁", "sanctions", TermState.FLAGGED)
    assert parse_finding(finding_line(WRONG)) == ("number", "1715 in the source, 1718 in the target")
    assert parse_term("TERM: half a note") is None
    assert parse_finding("QA:") is None


@pytest.mark.parametrize(
    "line", ["MT: x", "MT: x score=-0.1", "MT: x score=-0.1 hash=XYZ", "mt: x score=-0.1 hash=9f86d081"]
)
def test_what_only_looks_like_a_machine_note_is_none(line: str) -> None:
    assert machine_note([line]) is None
    assert regenerate([line]) == (line,)


def test_regeneration_replaces_ours_and_keeps_the_rest() -> None:
    old = ("from the style guide", machine_line("a", -1, "x"), term_line(MISSED), "QA: number: old", "MT: broken")
    assert regenerate(old, [OK, OK], [WRONG]) == (
        machine_line("a", -1, "x"),
        term_line(OK),
        term_line(OK),  # one line an occurrence, so that the file can be counted
        finding_line(WRONG),
        "from the style guide",
        "MT: broken",
    )
    assert regenerate(old, machine=machine_line("b", -1, "y")) == (
        machine_line("b", -1, "y"),
        "from the style guide",
        "MT: broken",
    )


def test_a_note_wrapped_by_an_editor_is_still_read() -> None:
    wrapped = ["MT: pair:ja-en|a very|", "long signature score=-0.42", "hash=9f86d081", "other"]
    assert machine_note(wrapped) == MachineNote("pair:ja-en|a very| long signature", -0.42, "9f86d081")
    assert regenerate(wrapped) == ("MT: pair:ja-en|a very| long signature score=-0.42 hash=9f86d081", "other")
