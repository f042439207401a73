"""Imports run one way, and importing is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

THIRD_PARTY = {"argostranslate", "ctranslate2", "ginza", "polib", "sentencepiece", "spacy", "torch", "numpy", "rich"}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Absolute dotted names a module imports, anywhere in it."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join((*base, *([node.module] if node.module else [])))
            yield name, node.lineno
            for alias in node.names:
                yield f"{name}.{alias.name}", node.lineno


def modules(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def test_the_glossary_knows_no_pipeline() -> None:
    for path in modules("glossary"):
        assert not [n for n, _ in imports(path) if n.split(".")[0] == "pipeline"], path


def test_only_edges_touch_third_parties() -> None:
    for path in modules("pipeline"):
        inside = path.relative_to(ROOT / "pipeline").parts[0]
        if inside in ("adapters", "cli", "training"):
            continue
        assert not [n for n, _ in imports(path) if n.split(".")[0] in THIRD_PARTY], path


def test_the_core_knows_no_edge() -> None:
    for path in modules("pipeline"):
        inside = path.relative_to(ROOT / "pipeline").parts[0]
        if inside in ("adapters", "cli", "__main__.py", "training"):
            continue
        for name, line in imports(path):
            assert not name.startswith(("pipeline.adapters", "pipeline.cli", "pipeline.training")), f"{path}:{line}"


def test_adapters_and_stages_do_not_know_each_other() -> None:
    for path in modules("pipeline/adapters"):
        for name, line in imports(path):
            assert not name.startswith(("pipeline.cli", "pipeline.run", "pipeline.enforce")), f"{path}:{line}"


def test_importing_loads_no_model() -> None:
    probe = "import sys, pipeline, glossary; print([m for m in ('spacy', 'torch', 'sudachipy', 'ctranslate2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
