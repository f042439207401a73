"""``taiyaku terms convert``: formats told by suffix or option, an account of the losses, nothing half-written."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from pipeline.cli import main

TSV = "source\ttarget\tarticle\tnote\n専門家パネル\tPanel of Experts|expert panel\tthe\tUN\n訪朝\tvisit to North Korea\t\t\n"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.tsv").write_text(TSV, encoding="utf-8")
    return tmp_path


def convert(*args: str) -> int:
    return main(["terms", "convert", *args])


def test_there_and_back_through_tbx(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert("g.tsv", "g.dct.tbx") == 0
    assert capsys.readouterr().err == "2 concept(s), taiyaku TSV → TBX-Basic 3, DCT style; lost: nothing\n"
    assert convert("g.dct.tbx", "back.tsv", "-q") == 0
    assert (work / "back.tsv").read_text(encoding="utf-8") == TSV
    assert capsys.readouterr() == ("", "")


def test_losses_are_listed_and_the_exit_code_is_clean(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert("g.tsv", "out/g.deepl.tsv") == 0
    assert (work / "out" / "g.deepl.tsv").read_text(encoding="utf-8") == (
        "専門家パネル\tPanel of Experts\n訪朝\tvisit to North Korea\n"
    )
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "lost: g.tsv:2: 「専門家パネル」: targets 'expert panel': not carried by DeepL TSV",
        "lost: g.tsv:2: 「専門家パネル」: article 'the': not carried by DeepL TSV",
        "lost: g.tsv:2: 「専門家パネル」: note 'UN': not carried by DeepL TSV",
        "2 concept(s), taiyaku TSV → DeepL TSV; lost: targets 1, article 1, note 1",
    ]


def test_json_lists_the_same(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert("g.tsv", "g.utx", "--json", "-q") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["concepts"], report["from"], report["to"]) == (2, "tsv", "utx")
    assert [(x["where"], x["field"], x["value"]) for x in report["lost"]] == [
        ("g.tsv:2", "targets", "expert panel"),
        ("g.tsv:2", "article", "the"),
    ]


def test_stdin_to_stdout(
    work: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TSV.encode())))
    assert convert("-", "-", "--from", "tsv", "--to", "google", "-q") == 0
    assert capfdbinary.readouterr().out.decode() == "専門家パネル,Panel of Experts\r\n訪朝,visit to North Korea\r\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("absent.tsv", "x.csv"), "absent.tsv: No such file or directory; name an existing glossary file"),
        (("g.tsv", "x.docx"), "x.docx: no format has this suffix; name one of tsv, csv"),
        (("g.tsv", "x.csv", "--to", "word"), "unknown format 'word'; use one of tsv, csv"),
        (("-", "x.csv"), "- has no suffix to tell its format; name it with --from"),
        (("g.tsv", "-"), "- has no suffix to tell its format; name it with --to"),
        (("g.tsv", "-", "--to", "csv", "--json"), "--json and OUT - both want stdout"),
        (("g.tsv", "x.csv", "--from", "tbx"), "g.tsv:1: not well-formed XML"),
        (("bad.csv", "x.tsv"), "TSV"),
    ],
)
def test_errors_are_one_line_and_write_nothing(
    work: Path, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], message: str
) -> None:
    (work / "bad.csv").write_text('source,target,note\n核,nuclear,"two\nlines"\n', encoding="utf-8")
    before = sorted(work.iterdir())
    assert convert(*args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("taiyaku: ")
    assert message in err
    assert err.count("\n") == 1
    assert sorted(work.iterdir()) == before
