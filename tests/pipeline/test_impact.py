"""The units a glossary change touches are exactly the units the next run asks the engine for."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Case, Concept, Glossary, MatchMode, TermStatus
from pipeline import run
from pipeline.impact import Fate, impact
from pipeline.model import Catalog, Document
from tests.conftest import FakeTranslator, RuleAnalyzer

PANEL = Concept("専門家パネル", ("Panel of Experts",))
TEXT = "監視の行方\n\n専門家パネルは解散した。ロシアは制裁決議に反対した。\n・専門家パネルは解散した。\n国連が制裁を決めた。\n"


def translated(document: Document, glossary: Glossary, before: Catalog | None = None) -> tuple[Catalog, list[str]]:
    """The catalog after a run, and what the engine was asked."""
    engine = FakeTranslator(lambda source: f"English {len(source)}")
    batch = run.prepare([document], RuleAnalyzer(), glossary)
    asked = run.pending(batch, [before], engine.signature)
    catalog = run.assemble(
        batch.documents[0],
        before,
        batch,
        run.translate(batch, asked, engine),
        engine=engine.signature,
        project="p",
        glossary=glossary.digest,
        date="2026-01-01 00:00+0000",
    )
    return catalog, list(asked)


def predicted(catalog: Catalog, old: Glossary, new: Glossary) -> list[str]:
    (touched,) = impact([catalog], old, new)
    return [t.unit.source for t in touched if t.fate is Fate.AGAIN]


def test_a_changed_target_touches_its_units_only() -> None:
    old = Glossary.from_concepts([PANEL])
    new = Glossary.from_concepts([replace(PANEL, targets=("expert panel",))])
    catalog, _ = translated(Document("d.txt", "d", TEXT), old)
    (touched,) = impact([catalog], old, new)
    assert [(t.unit.source, t.fate) for t in touched] == [
        ("専門家パネルは解散した。", Fate.AGAIN),
        ("・専門家パネルは解散した。", Fate.AGAIN),
    ]
    assert touched[0].before == (("専門家パネル", "Panel of Experts"),)
    assert touched[0].after == (("専門家パネル", "expert panel"),)


def test_a_persons_text_is_kept_and_an_empty_one_is_no_news() -> None:
    old = Glossary.from_concepts([PANEL])
    new = Glossary.from_concepts([replace(PANEL, targets=("expert panel",))])
    catalog, _ = translated(Document("d.txt", "d", TEXT), old)
    units = [
        replace(unit, needs_review=False)
        if unit.source.startswith("専")
        else replace(unit, target="", notes=())
        if unit.source.startswith("・")
        else unit
        for unit in catalog.units
    ]
    (touched,) = impact([replace(catalog, units=tuple(units))], old, new)
    assert [t.fate for t in touched] == [Fate.CHECKED, Fate.EMPTY]


def test_a_note_touches_nothing() -> None:
    old, new = Glossary.from_concepts([PANEL]), Glossary.from_concepts([replace(PANEL, note="since 2009", domain="UN")])
    catalog, _ = translated(Document("d.txt", "d", TEXT), old)
    assert impact([catalog], old, new) == ((),)


CONCEPT = st.builds(
    Concept,
    source=st.sampled_from(["専門家パネル", "専門家", "ロシア", "制裁", "制裁決議", "国連", "監視", "会談"]),
    targets=st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=2, unique=True).map(tuple),
    variants=st.sampled_from([(), ("パネル",), ("決議",)]),
    status=st.sampled_from([TermStatus.PREFERRED, TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.DRAFT]),
    forbidden=st.sampled_from([(), ("D",)]),
    short=st.sampled_from(["", "S"]),
    case=st.sampled_from(Case),
    match=st.sampled_from([MatchMode.AUTO, MatchMode.AUTO, MatchMode.EXACT, MatchMode.SUGGEST]),
    note=st.sampled_from(["", "n"]),
)
GLOSSARIES = st.lists(CONCEPT, max_size=6, unique_by=lambda concept: concept.source).map(Glossary.from_concepts)
SENTENCES = [
    "専門家パネルは解散した。",
    "ロシアは制裁決議に反対した。",
    "国連は専門家と会談した。",
    "・監視と制裁。",
    "船だ。",
]


@settings(max_examples=120, deadline=None)
@given(
    old=GLOSSARIES,
    new=GLOSSARIES,
    lines=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
    approved=st.sets(st.integers(0, 4)),
)
def test_what_is_predicted_is_what_is_asked(old: Glossary, new: Glossary, lines: list[str], approved: set[int]) -> None:
    document = Document("d.txt", "d", "\n".join(lines) + "\n")
    catalog, asked = translated(document, old)
    assert asked == [unit.source for unit in catalog.units]
    units = [replace(u, needs_review=u.needs_review and i not in approved) for i, u in enumerate(catalog.units)]
    catalog = replace(catalog, units=tuple(units))
    _, again = translated(document, new, catalog)
    assert predicted(catalog, old, new) == again
    assert predicted(catalog, old, old) == []
