"""A toy language pair, small enough to train a network on within seconds."""

from __future__ import annotations

import random
from pathlib import Path

from pipeline.training.corpus import Prepared, prepare
from pipeline.training.recipe import Annotation, Network, Recipe, Source, Stage, Training
from pipeline.training.vocab import train_vocabulary

NOUNS = {"犬": "dog", "猫": "cat", "鳥": "bird", "馬": "horse", "魚": "fish", "牛": "cow"}
VERBS = {"見る": "sees", "追う": "chases", "呼ぶ": "calls", "助ける": "helps"}
PLACES = {"町": "town", "山": "mountain", "海": "sea", "森": "forest", "川": "river"}


def sentences(count: int, seed: int = 1) -> list[tuple[str, str]]:
    """Random pairs of the toy language."""
    rng = random.Random(seed)
    rows = []
    for _ in range(count):
        (s, s_en), (o, o_en) = rng.sample(sorted(NOUNS.items()), 2)
        v, v_en = rng.choice(sorted(VERBS.items()))
        p, p_en = rng.choice(sorted(PLACES.items()))
        number = rng.randint(10, 99)
        rows.append((f"{p}で{s}は{number}匹の{o}を{v}。", f"The {s_en} {v_en} {number} of the {o_en}s in the {p_en}."))
    return rows


def write_tsv(path: Path, pairs: list[tuple[str, str]]) -> None:
    path.write_text("".join(f"{ja}\t{en}\n" for ja, en in pairs), encoding="utf-8")


def toy_recipe(root: Path, *, stages: tuple[Stage, ...] = (Stage("all", 1.0, decay=0.5),)) -> Recipe:
    """A recipe over ``toy.tsv`` and ``lexicon.tsv`` in ``root``, which are written."""
    write_tsv(root / "toy.tsv", sentences(400))
    write_tsv(root / "more.tsv", sentences(200, seed=2))
    write_tsv(root / "lexicon.tsv", [(f"{ja}", en) for ja, en in {**NOUNS, **PLACES, **VERBS}.items()])
    return Recipe(
        name="toy",
        root=root,
        pieces=360,
        network=Network(2, 1, 32, 2, 64),
        training=Training(tokens=600, peak_rate=4e-3, warmup=20, dropout=0.0, ema=0.9),
        annotation=Annotation(lexicons=("lexicon.tsv",)),
        sources=(Source("toy", "toy.tsv", "CC0", domain=True), Source("more", "more.tsv", "CC BY-SA 4.0", weight=1.5)),
        stages=stages,
    )


def toy_corpus(root: Path, recipe: Recipe) -> tuple[Prepared, Path]:
    """The prepared corpus and vocabulary of a toy recipe, without the near-duplicate filter's losses mattering."""
    prepared = prepare(recipe, root / "corpus")
    vocabulary = train_vocabulary(sentences(600), root / "sp.model", recipe.pieces, tags=("mt",), threads=1)
    return prepared, vocabulary
