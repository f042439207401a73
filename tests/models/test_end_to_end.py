"""The real engines on real documents, offline: GiNZA, the bundled model, the shipped termbase, the committed catalogs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glossary import Glossary, verify
from pipeline.checks import JAPANESE
from tests.conftest import COMMENTARY, ROOT

pytestmark = pytest.mark.model

SAMPLE = "監視の空白\n\n国連の専門家パネルは2024年4月に活動を終えた。日米韓は新たな監視の枠組みをつくった。\n・北朝鮮は5月に弾道ミサイルを発射した。\n"


def taiyaku(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def test_a_document_from_cold_start(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text(SAMPLE, encoding="utf-8")
    done = taiyaku("translate", "doc.txt", "--out", "out", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    from pipeline.adapters import po

    catalog = po.load(tmp_path / "out" / "doc.po")
    assert len(catalog.units) == 4
    glossary = Glossary.load(default=True)
    for unit in catalog.units:
        assert unit.target
        flagged = any(n.startswith("QA: ") or n.endswith("[MISSING]") for n in unit.notes)
        assert flagged or not JAPANESE.search(unit.target)
        matches = [m for m in glossary.match(unit.source) if m.concept.enforced]
        states = [n.rpartition(" [")[2] == "ok]" for n in unit.notes if n.startswith("TERM: ")]
        assert sorted(states) == sorted(verify(matches, unit.target))
    first = (tmp_path / "out" / "doc.po").read_bytes()
    assert taiyaku("translate", "doc.txt", "--out", "out", "-q", cwd=tmp_path).returncode == done.returncode
    assert (tmp_path / "out" / "doc.po").read_bytes() == first


def test_committed_catalogs_are_up_to_date(tmp_path: Path) -> None:
    """`make translate` changes no committed file: the catalogs belong to the sources, the model and the termbase."""
    work = tmp_path / "work"
    shutil.copytree(ROOT / "locales", work / "locales", ignore=shutil.ignore_patterns("bilingual", "interview-*.po"))
    (work / "locales" / "ja" / "interview-analyst.txt").unlink()
    before = {p: p.read_bytes() for p in work.rglob("*.po")}
    assert len(before) >= 2
    done = taiyaku("translate", "-q", cwd=work)
    assert done.returncode in (0, 1), done.stderr
    for path, data in before.items():
        assert path.read_bytes() == data, f"{path.name} is out of date: run `make translate` and commit it"


@pytest.mark.skipif(not COMMENTARY.exists(), reason="the commentary is not part of the project")
def test_the_commentary_has_43_segments() -> None:
    from pipeline.adapters.ginza import GinzaAnalyzer
    from pipeline.adapters.text import read_document
    from pipeline.segment import gaps, reassemble, segment

    text = read_document(COMMENTARY).text
    segments = segment(text, GinzaAnalyzer())
    assert len(segments) == 43
    assert reassemble(segments, gaps(text, segments)) == text


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_connection_is_ever_attempted(tmp_path: Path) -> None:
    """A trace of every process: no socket that leaves the machine is connected."""
    (tmp_path / "doc.txt").write_text(SAMPLE, encoding="utf-8")
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=connect,sendto,sendmsg",
        "-o",
        str(trace),
        sys.executable,
        "-m",
        "pipeline",
    ]
    done = subprocess.run(
        [*command, "translate", "doc.txt", "--out", "out", "-q"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this machine forbids ptrace")
    assert done.returncode in (0, 1), done.stderr
    assert not re.findall(r"AF_INET6?\b.*", trace.read_text(encoding="utf-8", errors="replace"))


PLAIN = """
import socket, sys
def refuse(*a, **k): raise SystemExit("network used")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
import argostranslate.package, argostranslate.translate
argostranslate.package.install_from_path(sys.argv[1])
print(argostranslate.translate.translate("今日は雨です。明日は晴れです。", "ja", "en"))
"""


def test_plain_argostranslate_uses_the_bundled_package_offline(tmp_path: Path) -> None:
    from pipeline.adapters import models

    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ARGOS_", "TAIYAKU_"))}
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, str(models.find("bundled").path)],
        env={**environment, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.split()) >= 4
    assert not JAPANESE.search(done.stdout)
