"""README, help and commands agree; what the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pipeline.cli import _COMMANDS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_stands_in_the_readme() -> None:
    for command in _COMMANDS:
        assert f"`taiyaku {command}" in README, command


def test_every_make_target_has_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    wanted = "help setup translate review check glossary test lint types bench eval model clean"
    assert set(wanted.split()) <= listed


def test_no_placeholder_is_left() -> None:
    assert "@@" not in README


def test_links_in_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.model
def test_the_python_lines_print_what_the_readme_says() -> None:
    code, output = re.search(r"```python\n(from glossary.*?)```\n\n```\n(.*?)```", README, re.DOTALL).groups()  # type: ignore[union-attr]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == output
