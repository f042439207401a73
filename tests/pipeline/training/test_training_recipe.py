"""Recipes: what is read, what is refused, and that the bundled ones are sound."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import InputError, UsageError
from pipeline.training.recipe import NETWORKS, Recipe, Stage, find_recipe, load_recipe, parse_recipe
from pipeline.training.schedule import learning_rate, stage_at

pytestmark = pytest.mark.skipif(sys.version_info < (3, 11), reason="no TOML reader in Python 3.10")

SMALL = """
name = "small"
[vocabulary]
size = 500
[network]
size = "compact"
inner = 512
[[source]]
name = "news"
path = "news.tsv"
licence = "CC0"
weight = 2
domain = true
[[stage]]
name = "all"
share = 1
"""


def small(text: str = SMALL) -> Recipe:
    return parse_recipe(text, "small.toml", Path("data"))


def test_a_recipe_is_read_with_its_defaults() -> None:
    recipe = small()
    assert (recipe.name, recipe.pieces, recipe.network.inner, recipe.network.encoder) == ("small", 500, 512, 4)
    assert recipe.sources[0].weight == 2.0 and recipe.sources[0].cap == 0 and recipe.sources[0].domain
    assert recipe.stages == (Stage("all", 1.0),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight = 2", "wieght = 2", "unknown key 'wieght'; valid keys: name, path, licence, weight"),
        ("[vocabulary]", "[vocab]", "unknown key 'vocab'; valid keys: name, vocabulary, network"),
        ("weight = 2", "weight = 0", "weight must be above 0"),
        ("weight = 2", 'weight = "2"', "weight must be float, not str"),
        ("domain = true", "domain = 1", "domain must be bool, not int"),
        ('licence = "CC0"', "", "'licence' is missing"),
        ('size = "compact"', 'size = "huge"', "unknown size 'huge'; valid: compact, full"),
        ("inner = 512", "heads = 7", "must be even and a multiple of heads (7)"),
        ("share = 1", "share = 0.5", "add up to 0.5, not 1"),
        ("share = 1", 'share = 1\nmix = "dream"', "mix must be 'all' or 'domain'"),
        ("size = 500", "size = -1", "must be a positive whole number"),
        ('name = "small"', "name =", "not valid TOML"),
        ("domain = true", "", "needs a source with domain = true"),
    ],
)
def test_a_mistake_is_named_with_the_way_out(old: str, new: str, message: str) -> None:
    text = SMALL.replace(old, new)
    if message.startswith("needs a source"):
        text = text.replace("share = 1", 'share = 1\nmix = "domain"')
    with pytest.raises(UsageError) as caught:
        small(text)
    assert message in str(caught.value) and str(caught.value).startswith("small.toml")


def test_two_sources_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match="two sources are called 'news'"):
        small(SMALL.replace("[[stage]]", '[[source]]\nname = "news"\npath = "b.tsv"\nlicence = "MIT"\n[[stage]]'))


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_bundled_recipes_are_sound(name: str) -> None:
    recipe = load_recipe(find_recipe(name))
    assert recipe.name == name and recipe.network == NETWORKS[name]
    assert recipe.stages[0].max_pieces == 22 and recipe.stages[-1].mix == "domain"
    assert recipe.stages[-1].rate == pytest.approx(0.2)
    assert len(recipe.evaluation) == 5 and not any("eval" in source.path for source in recipe.sources)
    assert all(source.licence and not Path(source.path).is_absolute() for source in recipe.sources)
    names = [s for s in recipe.sources if "lexicon/" in s.path]
    assert names and all(s.cap for s in names), "names and dictionary lines must stay a small share"


def test_unknown_recipe_and_missing_file_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one of: compact, full"):
        find_recipe("tiny")
    with pytest.raises(InputError, match="--data DIR"):
        load_recipe(find_recipe("compact"), tmp_path).resolve("train/kyoto_wiki.tsv.gz")


def test_stages_follow_the_clock() -> None:
    stages = (Stage("a", 0.25), Stage("b", 0.5, decay=0.5), Stage("c", 0.25, rate=0.2, decay=1.0))
    assert [stage_at(stages, p)[0] for p in (0, 0.2, 0.25, 0.7, 0.75, 0.99, 1.0, 2.0)] == [0, 0, 1, 1, 2, 2, 2, 2]
    rates = [learning_rate(1.0, stages, p / 1000, 10_000, 100) for p in range(1001)]
    assert rates[0] == rates[250] == rates[499] == 1.0
    assert rates[749] == pytest.approx(0.2, abs=0.01) and rates[750] == pytest.approx(0.2)
    assert rates[1000] == 0.0 and all(a >= b for a, b in itertools.pairwise(rates))
    assert learning_rate(1.0, stages, 0.0, 0, 100) == pytest.approx(0.01)


def test_the_command_functions_import_without_heavy_libraries() -> None:
    heavy = "{'torch', 'numpy', 'sentencepiece', 'ctranslate2', 'sacrebleu'}"
    code = (
        f"import sys, pipeline.training.commands, pipeline.training.recipe; print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
