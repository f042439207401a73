"""Precision and recall on the gold set stay where they are, ahead of matching substrings."""

from __future__ import annotations

from glossary import Glossary
from tests.glossary import blind


def test_precision_and_recall_stay_above_the_floors() -> None:
    gold, concepts = blind.cases(), blind.concepts()
    result = blind.score(gold, concepts, blind.by_glossary(Glossary.from_concepts(concepts)))
    wrong = "\n".join(f"{case.text!r}: {spans}" for case, spans in result.misses)
    assert result.expected == 516, wrong
    assert result.precision >= 0.99, wrong
    assert result.recall >= 0.99, wrong


def test_the_gold_set_is_large_and_half_traps() -> None:
    gold = blind.cases()
    traps = sum(case.section.startswith("trap") for case in gold)
    assert len(gold) >= 600
    assert traps * 2 >= len(gold)
    assert len({case.text for case in gold}) == len(gold)
    known = {concept.source for concept in blind.concepts()}
    assert {source for case in gold for _, _, source in case.expected} <= known


def test_scoring_counts_wrong_and_missing_spans() -> None:
    case = blind.Case("東京都と京都", ((4, 6, "京都"),), "trap")
    terms = blind.concepts()
    right = blind.score([case], terms, lambda text: [(4, 6, "京都")])
    assert (right.hits, right.found, right.expected, right.misses) == (1, 1, 1, ())
    wrong = blind.score([case], terms, lambda text: [(1, 3, "京都"), (4, 6, "京都")])
    assert (wrong.hits, wrong.found, wrong.precision, wrong.recall) == (1, 2, 0.5, 1.0)
    assert len(wrong.misses) == 1
    assert blind.score([case], terms, lambda text: []).recall == 0.0
