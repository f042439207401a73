"""Shared fixtures of the training tests: one toy corpus and one toy run per session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.training.corpus import Prepared
from pipeline.training.recipe import Recipe

from . import toy


@dataclass(frozen=True)
class Toy:
    root: Path
    recipe: Recipe
    prepared: Prepared
    vocabulary: Path


@pytest.fixture(scope="session")
def toy_data(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    root = tmp_path_factory.mktemp("toy")
    recipe = toy.toy_recipe(root)
    return Toy(root, recipe, *toy.toy_corpus(root, recipe))
