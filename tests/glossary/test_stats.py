"""Counts, checked by hand."""

from __future__ import annotations

from glossary import Concept, Glossary, MatchMode, TermStatus, stats

GLOSSARY = Glossary.from_concepts(
    [
        Concept("専門家パネル", ("Panel of Experts", "expert panel"), variants=("専門家会合",), domain="UN"),
        Concept("ロシア", ("Russia",), forbidden=("Soviet Union",), domain="country"),
        Concept("制裁", ("sanctions",), match=MatchMode.SUGGEST, domain="UN"),
        Concept("監視", ("monitoring",), status=TermStatus.DRAFT),
    ]
)


def test_a_glossary_alone() -> None:
    found = stats(GLOSSARY, extremes=2)
    assert (found.concepts, found.enforced, found.variants, found.targets, found.forbidden) == (4, 2, 1, 5, 1)
    assert found.domains == (("UN", 2), ("", 1), ("country", 1))
    assert found.statuses == (("preferred", 3), ("draft", 1))
    assert found.modes == (("auto", 3), ("suggest", 1))
    assert found.longest == ("専門家パネル", "ロシア")
    assert found.shortest == ("制裁", "監視")
    assert (found.texts, found.matches, found.coverage, found.density) == (0, 0, 0.0, 0.0)


def test_its_use_in_texts() -> None:
    found = stats(GLOSSARY, ["ロシアと 専門家パネル。", "ロシアだ。", ""])
    assert (found.texts, found.characters, found.matches) == (3, 16, 3)
    assert found.used == (("ロシア", 2), ("専門家パネル", 1))
    assert found.coverage == 0.5
    assert found.density == 1000 * 3 / 16


def test_nothing_at_all() -> None:
    found = stats(Glossary.from_concepts(()), [""])
    assert (found.concepts, found.longest, found.coverage, found.density) == (0, (), 0.0, 0.0)
