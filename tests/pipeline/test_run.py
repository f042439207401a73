"""The stages over documents, with a fake engine: what is asked, what is kept, what is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glossary import Concept, Glossary
from pipeline import run
from pipeline.model import Catalog, Document, Origin, TermState, Unit
from tests.conftest import FakeTranslator, RuleAnalyzer

GLOSSARY = Glossary.from_concepts([Concept("専門家パネル", ("Panel of Experts",))])
TEXT = "監視の行方\n\n専門家パネルは解散した。各国は枠組みをつくった。\n・専門家パネルは解散した。\n"
ENGLISH = {
    "監視の行方": "The Future of Monitoring",
    "専門家パネルは解散した。": "The Panel of Experts was disbanded.",
    "各国は枠組みをつくった。": "Countries created a framework.",
}


def document(name: str = "doc", text: str = TEXT) -> Document:
    return Document(f"{name}.txt", name, text)


def go(
    documents: list[Document],
    existing: list[Catalog | None],
    translator: FakeTranslator,
    date: str = "2026-01-01 00:00+0000",
) -> list[Catalog]:
    batch = run.prepare(documents, RuleAnalyzer(), GLOSSARY)
    known = run.memory(batch, existing)
    asked = [s for s in run.pending(batch, existing, translator.signature) if s not in known]
    found = {**run.translate(batch, asked, translator), **known}
    return [
        run.assemble(
            p, old, batch, found, engine=translator.signature, project="p", glossary=GLOSSARY.digest, date=date
        )
        for p, old in zip(batch.documents, existing, strict=True)
    ]


def test_units_in_order_with_marks_put_back() -> None:
    (catalog,) = go([document()], [None], FakeTranslator(ENGLISH))
    assert [(u.source, u.target) for u in catalog.units] == [
        ("監視の行方", "The Future of Monitoring"),
        ("専門家パネルは解散した。", "The Panel of Experts was disbanded."),
        ("各国は枠組みをつくった。", "Countries created a framework."),
        ("・専門家パネルは解散した。", "• The Panel of Experts was disbanded."),
    ]
    assert all(u.needs_review and u.origin is Origin.MT for u in catalog.units)
    assert "TERM: 専門家パネル → Panel of Experts [ok]" in catalog.units[1].notes


def test_second_run_asks_nothing_and_changes_nothing() -> None:
    first = go([document()], [None], FakeTranslator(ENGLISH))
    translator = FakeTranslator(ENGLISH)
    assert go([document()], [first[0]], translator, date="2027-01-01 00:00+0000") == first
    assert translator.asked == []


def test_people_win() -> None:
    (catalog,) = go([document()], [None], FakeTranslator(ENGLISH))
    units = list(catalog.units)
    units[0] = replace(units[0], target="What Next for Monitoring?", needs_review=False)
    units[1] = replace(units[1], target="The panel is no more.")  # edited, left for review
    units[2] = replace(units[2], comments="check with the desk")
    (again,) = go([document()], [replace(catalog, units=tuple(units))], FakeTranslator(lambda s: "changed"))
    assert [u.target for u in again.units] == [u.target for u in units]
    assert [u.origin for u in again.units[:2]] == [Origin.HUMAN, Origin.HUMAN]
    assert again.units[2].comments == "check with the desk"
    assert "TERM: 専門家パネル → Panel of Experts [MISSING]" in again.units[1].notes


def test_a_changed_glossary_touches_only_its_units() -> None:
    (catalog,) = go([document()], [None], FakeTranslator(ENGLISH))
    other = Glossary.from_concepts([Concept("専門家パネル", ("Expert Panel",))])
    batch = run.prepare([document()], RuleAnalyzer(), other)
    assert run.pending(batch, [catalog], "fake-1") == ("専門家パネルは解散した。", "・専門家パネルは解散した。")


def test_approved_text_of_another_document_beats_the_machine() -> None:
    approved = Unit("各国は枠組みをつくった。", "The nations set up a mechanism.")
    translator = FakeTranslator(ENGLISH)
    _, second = go([document("a"), document("b")], [Catalog((approved,)), None], translator)
    unit = next(u for u in second.units if u.source == approved.source)
    assert (unit.target, unit.needs_review, unit.origin) == ("The nations set up a mechanism.", True, Origin.MT)
    assert unit.notes[0].startswith("MT: tm:a|match:100 ")
    assert approved.source not in translator.asked
    third = go([document("a"), document("b")], [Catalog((approved,)), second], translator)[1]
    assert third == second


def test_the_engine_is_asked_once_for_a_repeated_source() -> None:
    translator = FakeTranslator(ENGLISH)
    go([document("a"), document("b")], [None, None], translator)
    assert len(translator.asked) == len(set(translator.asked)) + 1  # 「・専門…」 reads the same without its mark


def test_counts_add_up() -> None:
    answers = {**ENGLISH, "専門家パネルは解散した。": "The experts were dismissed."}
    batch = run.prepare([document()], RuleAnalyzer(), GLOSSARY)
    translator = FakeTranslator(answers)
    found = run.translate(batch, run.pending(batch, [None], translator.signature), translator)
    catalog = run.assemble(
        batch.documents[0], None, batch, found, engine="e", project="p", glossary="g", date="2026-01-01 00:00+0000"
    )
    pages = run.bilingual(batch.documents[0], catalog, batch, signature="s")
    counts = run.count(pages, frozenset(found))
    assert (counts.segments, counts.units, counts.translated, counts.reviewed, counts.reused) == (4, 4, 4, 0, 0)
    assert (counts.enforced, counts.flagged, counts.errors) == (0, 2, 2)
    assert [t.state for r in pages.rows for t in r.terms] == [TermState.FLAGGED] * 2


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "　\r\n"])
def test_empty_documents(text: str) -> None:
    (catalog,) = go([document(text=text)], [None], FakeTranslator({}))
    assert catalog.units == ()
    assert dict(catalog.header)["X-Source-Language"] == "ja"


def test_offsets_of_terms_point_into_the_segment() -> None:
    batch = run.prepare([document(text="・専門家\nパネルは解散した。")], RuleAnalyzer(), GLOSSARY)
    for source in batch.sources.values():
        for match in source.matches:
            assert source.text[match.start : match.end] == match.surface
