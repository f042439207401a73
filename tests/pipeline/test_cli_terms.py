"""``taiyaku terms filter|diff|extract|stats`` from the outside: streams, files, exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.conftest import ROOT

HEADER = "source\ttarget\tstatus\tforbidden\tdomain\n"
GLOSSARY = (
    HEADER + "専門家パネル\tPanel of Experts\t\texpert committee\tUN\nロシア\tRussia\t\t\t\n空白\tvacuum\tdraft\t\t\n"
)
JAPANESE = "専門家パネルは解散した。\n\nロシアと専門家パネル。\n空白が残る。\n"


class Shell:
    """Runs a command on the text given and keeps what it wrote."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self._patch, self._capture = monkeypatch, capfdbinary

    def __call__(self, *args: str, stdin: str = "") -> tuple[int, str, str]:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        code = main(["terms", *args])
        sys.stdout.flush()
        out, err = self._capture.readouterr()
        return code, out.decode(), err.decode()


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    Path("g.tsv").write_text(GLOSSARY, encoding="utf-8")
    return Shell(monkeypatch, capfdbinary)


def annotated(shell: Shell, *more: str) -> list[str]:
    code, out, _ = shell("filter", "annotate", "--glossary", "g.tsv", *more, stdin=JAPANESE)
    assert code == 0
    return out.split("\n")[:-1]


def test_an_engine_in_between(shell: Shell) -> None:
    first, empty, third, fourth = annotated(shell)
    assert "専門家パネル" not in first + third
    assert (empty, fourth) == ("", "空白が残る。")
    one = first.removesuffix("は解散した。")
    russia, panel = third.removesuffix("。").split("と")
    english = f"The {one} was disbanded.\n\n[ {russia[1:-1]} ] and the{panel}.\nA void remains.\n"
    Path("g.tsv").unlink()  # the state is complete
    code, out, err = shell("filter", "restore", stdin=english)
    assert out == "The Panel of Experts was disbanded.\n\nRussia and the Panel of Experts.\nA void remains.\n"
    assert (code, err) == (0, "4 line(s), 3 of 3 placeholder(s) came back, 0 term(s) missing, 0 forbidden\n")


def test_what_is_lost_is_told(shell: Shell) -> None:
    annotated(shell)
    english = "The expert committee was disbanded.\n\nRussia and it.\nA void remains.\n"
    code, out, err = shell("filter", "restore", stdin=english)
    assert (code, out) == (1, english)
    assert err.splitlines() == [
        "1: 専門家パネル: “Panel of Experts” is missing",
        "1: 専門家パネル: “expert committee” is forbidden; use “Panel of Experts”",
        "3: 専門家パネル: “Panel of Experts” is missing",
        "4 line(s), 0 of 3 placeholder(s) came back, 2 term(s) missing, 1 forbidden",
    ]


def test_the_report_as_json(shell: Shell) -> None:
    first, _, third, _ = annotated(shell, "--state", "s.jsonl", "--style", "[{}]")
    panel = first.removesuffix("は解散した。")
    english = f"{panel} and {panel}\n\n[99] Russia\nA void.\n"
    code, out, _ = shell("filter", "restore", "--state", "s.jsonl", "--json", "-q", stdin=english)
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, [row["line"] for row in rows]) == (1, [1, 2, 3, 4])
    assert rows[0]["target"] == "Panel of Experts and Panel of Experts"
    assert (rows[0]["repeated"], rows[0]["lost"], rows[0]["missing"]) == ([panel], [], [])
    assert (rows[2]["target"], rows[2]["stray"]) == ("Russia", ["[99]"])
    assert [m["surface"] for m in rows[2]["missing"]] == ["専門家パネル"]
    assert third[:1] == "["


def test_lines_must_match(shell: Shell) -> None:
    annotated(shell)
    code, out, err = shell("filter", "restore", stdin="One line.\n")
    assert (code, out) == (2, "")
    assert "1 line(s), but taiyaku-terms.jsonl has 4" in err


@pytest.mark.parametrize("content", [None, "", "x\n", "{}\n", '{"format": "other"}\n', '["a"]\n', b"\xff\xfe"])
def test_a_state_that_is_none(shell: Shell, content: str | bytes | None) -> None:
    if content is not None:
        Path("s.jsonl").write_bytes(content if isinstance(content, bytes) else content.encode())
    code, _, err = shell("filter", "restore", "--state", "s.jsonl", stdin="")
    assert code == 2
    assert err.startswith("taiyaku: s.jsonl: ")
    assert err.count("\n") == 1


def test_a_failed_annotation_leaves_no_old_state(shell: Shell) -> None:
    annotated(shell)
    code, _, _ = shell("filter", "annotate", "--glossary", "none.tsv", stdin=JAPANESE)
    assert code == 2
    assert not Path("taiyaku-terms.jsonl").exists()


def test_a_style_that_cannot_work(shell: Shell) -> None:
    code, _, err = shell("filter", "annotate", "--glossary", "g.tsv", "--style", "{}", stdin=JAPANESE)
    assert (code, "style" in err) == (2, True)


def test_numbers_within_limits(shell: Shell) -> None:
    lines = annotated(shell, "--numbers", "7-8")
    assert {int(char) for line in lines for char in line if char.isdigit()} == {7, 8}
    with pytest.raises(SystemExit):
        shell("filter", "annotate", "--numbers", "8-7")


def catalog(*pairs: tuple[str, str], fuzzy: bool = False) -> str:
    head = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    flag = "#, fuzzy\n" if fuzzy else ""
    return head + "".join(f'\n{flag}msgid "{source}"\nmsgstr "{target}"\n' for source, target in pairs)


def test_diff_names_changes_and_units(shell: Shell) -> None:
    new = GLOSSARY.replace("Panel of Experts", "expert panel").replace("ロシア\tRussia", "米国\tUnited States")
    Path("new.tsv").write_text(new, encoding="utf-8")
    Path("d.po").write_text(catalog(("専門家パネルだ。", "The panel."), ("船だ。", "A ship.")), encoding="utf-8")
    code, out, err = shell("diff", "g.tsv", "new.tsv", "d.po")
    assert (code, out.splitlines()) == (
        1,
        [
            "- ロシア → Russia",
            "+ 米国 → United States",
            "~ 専門家パネル: targets: 'Panel of Experts' → 'expert panel'",
            "d.po: kept and checked: 専門家パネルだ。",
        ],
    )
    assert err == "1 added, 1 removed, 1 changed; 1 unit(s) touched, 0 will be translated again\n"
    code, out, _ = shell("diff", "g.tsv", "new.tsv", "d.po", "--json", "-q")
    data = json.loads(out)
    assert data["changed"][0]["fields"] == [{"name": "targets", "old": "Panel of Experts", "new": "expert panel"}]
    assert data["units"] == [
        {
            "file": "d.po",
            "source": "専門家パネルだ。",
            "fate": "checked",
            "before": [{"surface": "専門家パネル", "target": "Panel of Experts"}],
            "after": [{"surface": "専門家パネル", "target": "expert panel"}],
        }
    ]


def test_diff_of_the_same(shell: Shell) -> None:
    assert shell("diff", "g.tsv", "g.tsv") == (0, "", "0 added, 0 removed, 0 changed\n")


def test_stats(shell: Shell) -> None:
    Path("d.txt").write_text(JAPANESE, encoding="utf-8")
    code, out, _ = shell("stats", "g.tsv", "d.txt")
    assert code == 0
    assert "concepts   3 (2 enforced)" in out
    assert "coverage   3 of 3 concepts used (100.0 %)" in out
    assert "used       専門家パネル 2, ロシア 1, 空白 1" in out
    code, out, _ = shell("stats", "g.tsv", "--json")
    data = json.loads(out)
    assert (data["domains"], data["statuses"], data["documents"]) == ({"": 2, "UN": 1}, {"preferred": 2, "draft": 1}, 0)


def test_extract_wants_a_frequency(shell: Shell) -> None:
    assert shell("extract", "d.txt", "--min-frequency", "0")[0] == 2


@pytest.mark.model
def test_extract_drafts_a_glossary(shell: Shell) -> None:
    Path("d.txt").write_text("衛星画像を見た。\n専門家パネルと衛星画像。\n専門家パネルだ。\n", encoding="utf-8")
    Path("ok.po").write_text(
        catalog(
            ("衛星画像だ。", "A satellite image."), ("衛星画像か。", "Is it a satellite image?"), ("船。", "Ship.")
        ),
        encoding="utf-8",
    )
    code, out, err = shell("extract", "d.txt", "--catalogs", "ok.po", "--glossary", "g.tsv")
    assert (code, err) == (0, "1 document(s), 3 segment(s): 1 candidate(s), 1 with English\n")
    _, row = out.splitlines()
    assert row.split("\t")[:3] == ["衛星画像", "satellite image", "draft"]
    Path("draft.tsv").write_text(out, encoding="utf-8")
    assert shell("match", "--glossary", "draft.tsv", stdin="衛星画像\n")[0] == 0
    Path("raw.po").write_text(catalog(("衛星画像だ。", "A satellite image."), fuzzy=True), encoding="utf-8")
    code, out, _ = shell("extract", "d.txt", "--catalogs", "raw.po", "--glossary", "g.tsv", "--json", "-q")
    assert [(c["source"], c["proposals"]) for c in json.loads(out)["candidates"]] == [("衛星画像", [])]


@pytest.mark.model
def test_extract_asks_the_model(shell: Shell) -> None:
    Path("d.txt").write_text("衛星画像を見た。\n衛星画像が公開された。\n", encoding="utf-8")
    code, out, _ = shell("extract", "d.txt", "--no-glossary", "--propose", "--json", "-q")
    (row,) = json.loads(out)["candidates"]
    assert (code, row["source"]) == (0, "衛星画像")
    assert {p["by"] for p in row["proposals"]} == {"model"}
    code, out, _ = shell("extract", "d.txt", "--no-glossary", "--propose", "-q")
    assert out.splitlines()[0].split("\t")[-1] == "provenance"


@pytest.mark.model
def test_a_pipeline_of_processes(tmp_path: Path) -> None:
    """The two halves run at once; the second waits for the first one's state."""
    tool = f"{sys.executable} -m pipeline"
    state = tmp_path / "s.jsonl"
    line = f"{tool} terms filter annotate -q --state {state} | cat | {tool} terms filter restore --state {state}"
    done = subprocess.run(
        ["sh", "-c", line], input="専門家パネル\n".encode(), capture_output=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout.decode()) == (0, "Panel of Experts\n")
