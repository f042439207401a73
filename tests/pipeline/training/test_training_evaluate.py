"""Scores against an independent scorer, the term test, tables."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import InputError, UsageError
from pipeline.ports import Hypothesis, Markup, Progress
from pipeline.training import evaluate as ev
from pipeline.training import metrics
from pipeline.training.commands import EvalOptions, run_eval
from pipeline.training.lexicon import Lexicon
from pipeline.training.symbols import MARKUP
from pipeline.training.terms import score_terms

pytest.importorskip("sacrebleu")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "eval"
REFERENCES = ("The panel of experts met in Seoul.", "Prices rose again last month.", "The ship left the port.")
LEXICON = Lexicon(
    [("専門家パネル", "panel of experts"), ("ソウル市", "Seoul"), ("消費者物価", "prices"), ("漁船団", "fishing fleet")]
)
SOURCES = ("専門家パネルがソウル市で開かれた。", "先月、消費者物価は再び上がった。", "船は港を出た。")


class Obedient:
    """Answers every placeholder and knows the references; ``forgets`` drops the first symbol of each line."""

    signature = "fake|v:1"

    def __init__(self, markup: Markup | None = MARKUP, *, forgets: bool = False) -> None:
        self.markup = markup
        self._forgets = forgets

    def translate(
        self, sources: Sequence[str], /, *, nbest: int = 1, progress: Progress | None = None
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        return tuple((Hypothesis(self._one(source), -0.1),) for source in sources)

    def _one(self, source: str) -> str:
        symbols = re.findall(r"⟦\d+⟧", source)
        if not symbols:
            plain = dict(zip(SOURCES, REFERENCES, strict=True)).get(source, "")
            return plain.replace("Seoul", "the capital").replace("panel of experts", "expert group")
        return f"It says {' and '.join(symbols[self._forgets :])}." + (" ⟫" if self._forgets else "")


def test_scores_and_signatures_equal_the_command_line_of_sacrebleu(tmp_path: Path) -> None:
    outputs = ("The expert panel met in Seoul.", "Prices went up again last month.", "船 left the port.")
    (tmp_path / "ref").write_text("\n".join(REFERENCES) + "\n", encoding="utf-8")
    (tmp_path / "out").write_text("\n".join(outputs) + "\n", encoding="utf-8")
    mine = metrics.score(outputs, REFERENCES)
    command = [sys.executable, "-m", "sacrebleu", tmp_path / "ref", "-i", tmp_path / "out", "-m", "bleu", "chrf", "-w", "4", "-f", "text"]  # fmt: skip
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"BLEU|{mine.bleu_signature} = {mine.bleu:.4f} " in theirs
    assert f"chrF2|{mine.chrf_signature} = {mine.chrf:.4f}" in theirs


def test_failures_a_score_hides_are_counted() -> None:
    outputs = ["", "Short.", "Word " * 40, "In the 大統領 election.", "ｶﾅ is kana, too.", "Fine as it is."]
    found = metrics.score(outputs, ["A reference of some length."] * 5 + ["It is fine so."])
    assert (found.lines, found.empty, found.length, found.japanese) == (6, 1, 2, 2)
    with pytest.raises(UsageError, match="2 translations for 3 references"):
        metrics.score(["a", "b"], ["a", "b", "c"])


def test_paired_bootstrap_sees_a_real_difference_and_no_false_one() -> None:
    references = [f"Report number {n} was sent to office {n % 7} on day {n % 30}." for n in range(60)]
    worse = [r if n % 2 else r.replace("was sent", "came").replace("office", "an") for n, r in enumerate(references)]
    better, same = metrics.compare(worse, references, references), metrics.compare(worse, worse, references)
    assert [row.metric for row in better] == ["BLEU", "chrF2"]
    assert all(
        row.p < 0.05 and row.system > row.baseline and row.low <= row.system <= row.high + 1e-6 for row in better
    )
    assert all(row.p == 1.0 for row in same)
    assert better == metrics.compare(worse, references, references), "the resampling is seeded"


def test_the_term_test_tells_obedience_from_luck() -> None:
    none, right, other = score_terms(Obedient(), LEXICON, SOURCES, REFERENCES)
    assert [s.mode for s in (none, right, other)] == ["none", "right", "random"]
    assert none.lines == right.lines == 2, "the third line has no term"
    assert right.accuracy == other.accuracy == 100.0 and right.sentences == 100.0
    assert right.terms == none.terms >= 2 and none.accuracy < 100.0
    assert none.leftover == right.leftover == right.repeated == 0
    assert none.chrf_rest > right.chrf_rest
    forgetful = score_terms(Obedient(forgets=True), LEXICON, SOURCES, REFERENCES)[1]
    assert forgetful.accuracy < 100.0 and forgetful.sentences < 100.0 and forgetful.leftover == forgetful.lines
    with pytest.raises(UsageError, match="no term symbols"):
        score_terms(Obedient(None), LEXICON, SOURCES, REFERENCES)
    with pytest.raises(UsageError, match="no line has a term"):
        score_terms(Obedient(), Lexicon([]), SOURCES, REFERENCES)


def write_set(folder: Path) -> Path:
    path = folder / "mini.tsv"
    path.write_text("".join(f"{a}\t{b}\tx\n" for a, b in zip(SOURCES, REFERENCES, strict=True)), encoding="utf-8")
    return path


def test_the_table_puts_all_peers_side_by_side(tmp_path: Path) -> None:
    data = write_set(tmp_path)
    (tmp_path / "mini.copy.en").write_text("\n".join(REFERENCES) + "\n", encoding="utf-8")
    (tmp_path / "mini.silent.en").write_text("\n\n\n", encoding="utf-8")
    (tmp_path / "mini2.other.en").write_text("not of this set\n", encoding="utf-8")
    saved = tmp_path / "saved.en"
    options = EvalOptions((data,), peers=tmp_path, compare_with=tmp_path / "mini.silent.en", save=saved)
    text = run_eval(options, Obedient(), "ours")
    lines = text.splitlines()
    assert lines[0].split() == ["set", "system", "lines", "BLEU", "chrF2", "Japanese", "length", "empty", "sent/s"]
    assert [line.split()[1] for line in lines[1:4]] == ["copy", "ours", "silent"]
    assert lines[1].split()[2:8] == ["3", "100.0", "100.0", "0", "0", "0"] and lines[3].split()[7] == "3"
    assert "BLEU  nrefs:1|case:mixed" in text and "fake|v:1" in text and "metric" in text
    assert saved.read_text(encoding="utf-8").splitlines()[1] == REFERENCES[1]
    head = run_eval(EvalOptions((data,), outputs=tmp_path / "mini.copy.en", limit=2))
    assert head.splitlines()[1].split()[1:3] == ["mini.copy.en", "2"]


def test_wrong_input_is_named(tmp_path: Path) -> None:
    data = write_set(tmp_path)
    (tmp_path / "short.en").write_text("one line\n", encoding="utf-8")
    with pytest.raises(InputError, match="has 1 lines, the set 3"):
        run_eval(EvalOptions((data,), outputs=tmp_path / "short.en"))
    with pytest.raises(UsageError, match="nothing to evaluate"):
        run_eval(EvalOptions((data,)))
    with pytest.raises(UsageError, match="exactly one --set"):
        run_eval(EvalOptions((data, data), outputs=tmp_path / "short.en"))
    (tmp_path / "bad.tsv").write_text("一\tone\n二\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.tsv:2: needs Japanese, a tab and English"):
        ev.read_set(tmp_path / "bad.tsv")
    (tmp_path / "lines.tsv").write_text("一\u2028二\tone\r\n", encoding="utf-8")
    assert ev.read_set(tmp_path / "lines.tsv").sources == ("一\u2028二",)


def test_a_missing_sacrebleu_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    with pytest.raises(UsageError, match="pip install 'sacrebleu"):
        metrics.score(["a"], ["a"])


def test_published_outputs_get_their_published_scores() -> None:
    """Peers' real outputs, if they lie beside the repository."""
    data, peer = SHARED / "flores-dev.tsv", SHARED / "peers" / "flores-dev.argos.en"
    if not (data.is_file() and peer.is_file()):
        pytest.skip("no evaluation sets beside the repository")
    table = run_eval(EvalOptions((data,), outputs=peer))
    assert table.splitlines()[1].split()[2:5] == ["997", "16.4", "46.6"]
