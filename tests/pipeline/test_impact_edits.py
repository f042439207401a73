"""Two hundred random edits of a glossary: the units predicted are the units that a whole run asks the engine for."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from glossary import Article, Case, Concept, Glossary, MatchMode, TermStatus
from pipeline.impact import Fate, impact
from pipeline.model import Document
from tests.pipeline.test_impact import translated

WORDS = (
    "専門家パネル Panel of Experts|専門家 expert|北朝鮮 North Korea|韓国 South Korea|日米韓 Japan, the U.S. and South Korea|"
    "弾道ミサイル ballistic missile|ミサイル missile|制裁 sanctions|制裁決議 sanctions resolution|安全保障理事会 Security Council|"
    "国連 United Nations|拒否権 veto|瀬取り ship-to-ship transfer|監視 monitoring|衛星画像 satellite image|批准する ratify|"
    "外相 foreign minister|首脳会談 summit|核実験 nuclear test|非核化 denuclearization"
)
PLACES = (
    "{}について話した。", "政府は{}を重視する。", "{}と{}は別だ。", "・{}", "{}の報告書が出た。", "昨年、{}が問題になった。",
    "{}、{}、{}を議論した。", "条約を批准した。", "船が来た。", "「{}」と述べた。",
)  # fmt: skip
EDITS = 200


def base() -> list[Concept]:
    return [Concept(ja, (en,)) for ja, _, en in (word.partition(" ") for word in WORDS.split("|"))]


def document(rng: Random) -> Document:
    names = [concept.source for concept in base()]
    lines = []
    for _ in range(40):
        place = rng.choice(PLACES)
        lines.append(place.format(*rng.sample(names, place.count("{}"))))
    return Document("d.txt", "d", "\n".join(dict.fromkeys(lines)) + "\n")


def edited(concepts: list[Concept], rng: Random) -> list[Concept]:
    """One row changed, removed or added."""
    at = rng.randrange(len(concepts))
    one = concepts[at]
    kind = rng.randrange(16)
    if kind == 0:
        return concepts[:at] + concepts[at + 1 :]
    if kind == 1:
        fresh = rng.choice(("報告書", "政府", "条約", "会談", "パネル", "問題", "決議", "船"))
        return [*concepts, Concept(fresh, ("thing",), status=rng.choice(tuple(TermStatus)))]
    changes: dict[str, object] = [
        {"targets": (*one.targets, "another")},
        {"targets": ("another", *one.targets)},
        {"targets": ("another",)},
        {"variants": (*one.variants, rng.choice(("報告書", "政府", "条約")))},
        {"status": rng.choice(tuple(TermStatus))},
        {"match": rng.choice(tuple(MatchMode))},
        {"forbidden": ("nothing",)},
        {"plural": "manies"},
        {"article": rng.choice(tuple(Article))},
        {"short": "SH"},
        {"case": Case.LOWER},
        {"note": "a remark", "domain": "field", "id": "name"},
        {"source": "新" + one.source},
        {"pos": "noun", "extra": (("owner", "A"),)},
    ][kind - 2]
    return [*concepts[:at], replace(one, **changes), *concepts[at + 1 :]]  # type: ignore[arg-type]


@pytest.mark.parametrize("part", range(4))
def test_the_prediction_is_what_a_run_does(part: int) -> None:
    rng = Random(part)
    predictions = 0
    for _ in range(EDITS // 4):
        concepts = base()
        for _ in range(rng.randrange(3)):  # not always the same start
            concepts = edited(concepts, rng)
        changed = edited(concepts, rng)
        old, new = Glossary.from_concepts(concepts), Glossary.from_concepts(changed)
        text = document(rng)
        catalog, _ = translated(text, old)
        approved = set(rng.sample(range(len(catalog.units)), 5))
        units = (replace(u, needs_review=u.needs_review and i not in approved) for i, u in enumerate(catalog.units))
        catalog = replace(catalog, units=tuple(units))
        (touched,) = impact([catalog], old, new)
        predicted = frozenset(t.unit.source for t in touched if t.fate is Fate.AGAIN)
        _, asked = translated(text, new, catalog)
        assert predicted == set(asked), (set(concepts) ^ set(changed), predicted ^ set(asked))
        predictions += len(predicted)
    assert predictions > EDITS // 8  # the edits do touch something


def test_a_small_edit_costs_little() -> None:
    text = document(Random(5))
    old = Glossary.from_concepts(base())
    new = Glossary.from_concepts([replace(c, targets=("U.N.",)) if c.source == "国連" else c for c in base()])
    catalog, everything = translated(text, old)
    _, again = translated(text, new, catalog)
    assert set(again) == {source for source in everything if "国連" in source}
    assert 0 < len(again) < len(everything) / 3
