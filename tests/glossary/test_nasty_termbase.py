"""Sentences made to mislead, against the shipped termbase: precision and recall stay above their floors.

Half are traps (characters of a term that are none), half real uses in awkward surroundings. At the first run, before any
rule was changed: precision 0.8867, recall 0.9626 on the first set. The second was written when the rules had been mended
on the first: 0.9153 and 0.9643 with the old rules, 0.9649 and 0.9821 with the new ones. One label was corrected (訪朝団体).
The third is by another author, after which no rule was changed: 0.9490 and 0.9675.
"""

from __future__ import annotations

import pytest

from glossary import Glossary
from tests.glossary.test_glossary_match import DATA, cases, enforced, parse

SETS = (
    ("nasty-termbase.txt", 300, 0.98, 0.98),
    ("nasty-termbase-2.txt", 120, 0.98, 0.98),
    ("blind-termbase.txt", 400, 0.94, 0.96),
)


@pytest.fixture(scope="module")
def termbase() -> Glossary:
    return Glossary.load(default=True)


@pytest.mark.parametrize(("name", "size", "precision", "recall"), SETS)
def test_precision_and_recall(termbase: Glossary, name: str, size: int, precision: float, recall: float) -> None:
    gold = [parse(case) for case in cases(DATA / name)]
    found = [enforced(termbase, text) for text, _ in gold]
    hits = sum(len(got & want) for got, (_, want) in zip(found, gold, strict=True))
    wrong = "\n".join(
        f"{text!r}: {sorted(text[a:b] for a, b in got ^ want)}"
        for got, (text, want) in zip(found, gold, strict=True)
        if got != want
    )
    assert len(gold) >= size
    assert hits / sum(map(len, found)) >= precision, wrong
    assert hits / sum(len(want) for _, want in gold) >= recall, wrong


def test_the_sets_are_half_traps_and_do_not_repeat() -> None:
    texts = [parse(case) for name, *_ in SETS for case in cases(DATA / name)]
    traps = sum(not spans for _, spans in texts)
    assert 0.4 <= traps / len(texts) <= 0.6
    assert len({text for text, _ in texts}) == len(texts)
