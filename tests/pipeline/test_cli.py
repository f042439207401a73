"""The command line: exit codes, one-line errors, nothing half-written. The engine is a fake; the files are real."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.cli import common, main
from tests.conftest import ROOT, FakeTranslator

TERMS = ["--glossary", "g.tsv"]
TEXT = "監視の行方\n\n国連の専門家パネルは解散した。各国は枠組みをつくった。\n"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with one document and an engine that answers at once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "doc.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "g.tsv").write_text("source\ttarget\n専門家パネル\tPanel of Experts\n", encoding="utf-8")

    def answer(source: str) -> str:
        return "The UN Panel of Experts was disbanded." if "専門家" in source else f"Sentence of {len(source)} signs."

    monkeypatch.setattr(common, "translator_of", lambda options: FakeTranslator(answer))
    from pipeline.cli import mt, translate

    monkeypatch.setattr(translate, "translator_of", lambda options: FakeTranslator(answer))
    monkeypatch.setattr(mt, "translator_of", lambda options: FakeTranslator(answer))
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_translate_writes_and_repeats(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "doc.txt", *TERMS, "--out", "out", "--formats", "po,tmx,xliff,tsv,jsonl,html"]) == 1
    first = files(work / "out")
    assert sorted(first) == ["doc.html", "doc.jsonl", "doc.po", "doc.tmx", "doc.tsv", "doc.xliff"]
    assert "segment" in capsys.readouterr().err
    time.sleep(1.1)  # a clock in any output would show
    assert main(["translate", "doc.txt", *TERMS, "--out", "out", "--formats", "po,tmx,xliff,tsv,jsonl,html", "-q"]) == 1
    assert files(work / "out") == first
    assert capsys.readouterr().err == ""


def test_locales_layout(work: Path) -> None:
    source = work / "locales" / "ja"
    source.mkdir(parents=True)
    (source / "a b.txt").write_text(TEXT, encoding="utf-8")
    assert main(["translate", *TERMS, "-q"]) == 1
    assert (work / "locales/en/LC_MESSAGES/a b.po").exists()
    assert {p.name for p in (work / "locales/en/bilingual").iterdir()} == {
        "a b.html",
        "a b.tmx",
        "a b.tsv",
        "index.html",
    }
    assert "#: locales/ja/a%20b.txt:1" in (work / "locales/en/LC_MESSAGES/a b.po").read_text(encoding="utf-8")


def test_json_summary(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["translate", "doc.txt", *TERMS, "--out", "out", "--json"])
    summary = json.loads(capsys.readouterr().out)
    (document,) = summary["documents"]
    assert document["segments"] == 3
    terms = document["terms"]
    assert terms["enforced"] + terms["flagged"] == terms["matched"] > 0
    assert set(summary["seconds"]) == {"load", "segment", "translate", "write", "total"}
    assert summary["signature"].startswith("pair:ja-en|")


def test_edits_survive(work: Path) -> None:
    main(["translate", "doc.txt", *TERMS, "--out", "out", "-q"])
    path = work / "out" / "doc.po"
    text = path.read_text(encoding="utf-8")
    edited = text.replace("#. MT:", "# by hand\n#. MT:", 1).replace("#, fuzzy\n", "", 1)
    edited = edited.replace('msgstr "Sentence of 5 signs."', 'msgstr "Monitoring: What Next?"')
    assert edited != text
    path.write_text(edited, encoding="utf-8")
    main(["translate", "doc.txt", *TERMS, "--out", "out", "-q"])
    kept = [line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("#.")]
    assert kept == [line for line in edited.split("\n") if not line.startswith("#.")]


def damaged_model() -> bytes:
    return b"PK\x03\x04 not really"


ERRORS = {
    "missing file": (["translate", "none.txt"], "none.txt: no such file"),
    "no documents": (["translate", "empty-dir"], "empty-dir: no .txt"),
    "binary": (["translate", "binary.txt"], "binary.txt:1: "),
    "broken encoding": (["translate", "broken.txt"], "broken.txt:1: byte"),
    "glossary row": (["translate", "doc.txt", "--glossary", "bad.tsv"], "bad.tsv:2: "),
    "glossary missing": (["mt", "doc.txt", "--glossary", "none.tsv"], "none.tsv: "),
    "unwritable": (["translate", "doc.txt", "--out", "doc.txt/x"], "doc.txt/x: cannot be made"),
    "broken catalog": (["translate", "doc.txt", "--out", "broken-po"], "broken-po/doc.po:1: "),
    "format": (["translate", "doc.txt", "--formats", "docx"], "unknown docx"),
    "both glossaries": (["mt", "doc.txt", "--no-glossary", "--glossary", "bad.tsv"], "contradict"),
    "check missing": (["check", "none.po"], "none.po: no such file"),
    "check kind": (["check", "doc.txt"], "unknown kind"),
    "explain": (["explain", "doc.po"], "give a catalog and a line"),
    "segment missing": (["segment", "none.txt"], "none.txt: no such file"),
    "install damaged": (["model", "install", "damaged.argosmodel"], "damaged.argosmodel: "),
    "install hostile": (["model", "install", "hostile.argosmodel"], "'../evil.txt'"),
    "install missing": (["model", "install", "none.argosmodel"], "none.argosmodel"),
    "model info": (["model", "info", "none"], "no model"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str, work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIYAKU_HOME", str(work / "home"))
    (work / "empty-dir").mkdir()
    (work / "binary.txt").write_bytes(b"\x7fELF\x02\x00\x00\x00" * 20)
    (work / "broken.txt").write_bytes(b"\x82\xa0\xff\xfe\x81 abc\n\xe3\x81")
    (work / "bad.tsv").write_text("source\ttarget\n専門家パネル\n", encoding="utf-8")
    (work / "broken-po").mkdir()
    (work / "broken-po" / "doc.po").write_text('msgid "a\nmsgstr "b"\n', encoding="utf-8")
    (work / "damaged.argosmodel").write_bytes(damaged_model())
    with zipfile.ZipFile(work / "hostile.argosmodel", "w") as archive:
        archive.writestr("../evil.txt", "x")
    before = files(work)
    arguments, said = ERRORS[name]
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("taiyaku: ")
    assert said in captured.err
    assert files(work) == before
    assert not (work.parent / "evil.txt").exists()


def test_an_empty_document_is_a_valid_empty_result(work: Path) -> None:
    (work / "empty.txt").write_bytes(b"")
    assert main(["translate", "empty.txt", "--out", "out", "-q"]) == 0
    assert (work / "out" / "empty.po").exists()


def test_other_encodings_are_said_aloud(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (work / "sjis.txt").write_bytes(TEXT.encode("cp932"))
    main(["translate", "sjis.txt", "--out", "out"])
    assert "sjis.txt: cp932, converted to UTF-8" in capsys.readouterr().err
    assert "監視の行方" in (work / "out" / "sjis.po").read_text(encoding="utf-8")


def test_mt_keeps_lines(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (work / "lines.txt").write_text("国連の専門家パネルは解散した。\n\n監視の行方\r\n", encoding="utf-8")
    assert main(["mt", "lines.txt", *TERMS]) == 0
    assert capfdbinary.readouterr().out.decode().split("\n") == [
        "The UN Panel of Experts was disbanded.",
        "",
        "Sentence of 5 signs.",
        "",
    ]


def test_segment_prints_the_source(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["segment", "doc.txt"]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert lines == ["監視の行方", "国連の専門家パネルは解散した。", "各国は枠組みをつくった。"]


def test_terms_match_is_the_contract(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (work / "lines.txt").write_text("国連の専門家パネル\n\n専門家\n", encoding="utf-8")
    assert main(["terms", "match", "--glossary", "g.tsv", "lines.txt"]) == 0
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]
    match = {"start": 3, "end": 9, "surface": "専門家パネル", "source": "専門家パネル", "target": "Panel of Experts"}
    assert rows == [{"line": 1, "matches": [match]}, {"line": 2, "matches": []}, {"line": 3, "matches": []}]


def test_check_and_explain(work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["translate", "doc.txt", *TERMS, "--out", "out", "-q"])
    capfdbinary.readouterr()
    path = work / "out" / "doc.po"
    assert main(["check", str(path), *TERMS, "--json"]) == 1
    found = json.loads(capfdbinary.readouterr().out)["findings"]
    assert {f["check"] for f in found} == {"number"}  # the fake counts signs
    assert [f["unit"] for f in found] == [1, 3]
    line = path.read_text(encoding="utf-8").split("\n").index('msgid "監視の行方"') + 1
    assert main(["explain", f"{path}:{line}"]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert "監視の行方" in told
    assert "the machine, not yet reviewed" in told


def test_help_is_fast_and_light() -> None:
    probe = "import sys, pipeline.cli as c; c.parser(); print([m for m in ('spacy','torch','polib','rich','ctranslate2','glossary') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pipeline", "--help"], capture_output=True, cwd=ROOT, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) < 1.0  # 0.1 s on a quiet machine; the contract is 0.3 s


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.cli import _COMMANDS

    for command in _COMMANDS:
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert command in capsys.readouterr().out


def test_an_interrupted_run_goes_on_where_it_stopped(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.adapters import po
    from pipeline.cli import translate

    sentences = [f"国連は{word}を確認した。" for word in "甲乙丙丁戊己庚辛"]
    (work / "long.txt").write_text("".join(sentences), encoding="utf-8")
    monkeypatch.setattr(translate, "_PART", 3)

    class Stopping(FakeTranslator):
        def translate(self, sources, /, **options):  # type: ignore[no-untyped-def]
            if len(self.asked) >= 6:
                raise KeyboardInterrupt
            return super().translate(sources, **options)

    first = Stopping(lambda s: "The UN confirmed it.")
    monkeypatch.setattr(translate, "translator_of", lambda options: first)
    assert main(["translate", "long.txt", *TERMS, "--out", "out", "-q"]) == 130
    saved = po.load(work / "out" / "long.po")
    assert [bool(u.target) for u in saved.units] == [True] * 6 + [False] * 2 or [
        bool(u.target) for u in saved.units
    ] == [True] * 3 + [False] * 5
    second = FakeTranslator(lambda s: "The UN confirmed it.")
    monkeypatch.setattr(translate, "translator_of", lambda options: second)
    assert main(["translate", "long.txt", *TERMS, "--out", "out", "-q"]) == 0
    assert all(u.target for u in po.load(work / "out" / "long.po").units)
    assert len(second.asked) < len(sentences)
