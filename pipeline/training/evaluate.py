"""Evaluation sets, and tables that put a model beside its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ports import Translator
from pipeline.training.lexicon import Lexicon
from pipeline.training.metrics import Comparison, Scores, compare, score
from pipeline.training.terms import TermScores, score_terms, speed


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Sentences with reference translations; ``name`` is the file's name without its suffix."""

    name: str
    sources: tuple[str, ...]
    references: tuple[str, ...]

    def head(self, limit: int) -> EvaluationSet:
        """The first ``limit`` lines (0: all)."""
        if not limit:
            return self
        return EvaluationSet(self.name, self.sources[:limit], self.references[:limit])


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One line of the table: a system on a set. ``speed`` in sentences a second, 0.0 where only outputs are known."""

    system: str
    set: str
    scores: Scores
    speed: float = 0.0
    signature: str = ""


def read_set(path: Path) -> EvaluationSet:
    """A TSV of Japanese TAB English [TAB anything]. Raises InputError naming the line that has no reference."""
    lines = _lines(path)
    rows = [line.split("\t") for line in lines]
    for number, row in enumerate(rows, 1):
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise InputError(f"{path}:{number}: needs Japanese, a tab and English; correct the line")
    if not rows:
        raise InputError(f"{path}: is empty; choose another set")
    return EvaluationSet(path.stem, tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def read_outputs(path: Path, lines: int, *, limit: int = 0) -> tuple[str, ...]:
    """A system's output, one line per sentence of a set of ``lines``; the first ``limit`` of it (0: all)."""
    outputs = _lines(path)
    if len(outputs) != lines:
        raise InputError(f"{path}: has {len(outputs)} lines, the set {lines}; give the output for this set")
    return tuple(outputs[:limit] if limit else outputs)


def peer_files(folder: Path, name: str) -> tuple[tuple[str, Path], ...]:
    """Systems whose outputs for set ``name`` lie in ``folder`` as ``<set>.<system>.en``, by name."""
    found = sorted(folder.glob(f"{name}.*.en"))
    return tuple((path.name[len(name) + 1 : -len(".en")], path) for path in found)


def evaluate_outputs(system: str, data: EvaluationSet, outputs: Sequence[str]) -> SystemScores:
    """Scores of ready-made outputs."""
    return SystemScores(system, data.name, score(outputs, data.references))


def evaluate_translator(
    system: str, data: EvaluationSet, translator: Translator
) -> tuple[SystemScores, tuple[str, ...]]:
    """Translate the set, time it, score it; the outputs come back too."""
    outputs, rate = speed(translator, data.sources)
    return SystemScores(system, data.name, score(outputs, data.references), rate, translator.signature), outputs


def evaluate_terms(translator: Translator, lexicon: Lexicon, data: EvaluationSet) -> tuple[TermScores, ...]:
    """Term accuracy on the lines of the set that have a term of the lexicon on both sides, in three modes."""
    return score_terms(translator, lexicon, data.sources, data.references)


def compare_outputs(data: EvaluationSet, baseline: Sequence[str], system: Sequence[str]) -> tuple[Comparison, ...]:
    """Paired bootstrap of ``system`` against ``baseline`` on this set (1,000 samples)."""
    return compare(baseline, system, data.references)


def score_table(rows: Sequence[SystemScores]) -> str:
    """All systems side by side, best chrF first within a set, and the metrics' signatures below."""
    head = ("set", "system", "lines", "BLEU", "chrF2", "Japanese", "length", "empty", "sent/s")
    order = {name: index for index, name in enumerate(dict.fromkeys(row.set for row in rows))}
    cells = [head]
    for row in sorted(rows, key=lambda r: (order[r.set], -r.scores.chrf, r.system)):
        s = row.scores
        fast = f"{row.speed:.1f}" if row.speed else "–"
        counts = (str(s.japanese), str(s.length), str(s.empty))
        cells.append((row.set, row.system, str(s.lines), f"{s.bleu:.1f}", f"{s.chrf:.1f}", *counts, fast))
    notes = dict.fromkeys(
        line
        for row in rows
        for line in (f"BLEU  {row.scores.bleu_signature}", f"chrF2 {row.scores.chrf_signature}", row.signature)
        if line
    )
    return _aligned(cells, left=2) + "\n" + "".join(f"{note}\n" for note in notes)


def term_table(rows: Sequence[TermScores]) -> str:
    """The three modes of the term test."""
    cells = [("terms", "lines", "terms", "exact %", "lines all right %", "leftover", "repeated", "chrF2 of the rest")]
    cells += [
        (r.mode, str(r.lines), str(r.terms), f"{r.accuracy:.1f}", f"{r.sentences:.1f}", str(r.leftover),
         str(r.repeated), f"{r.chrf_rest:.1f}")
        for r in rows
    ]  # fmt: skip
    return _aligned(cells, left=1)


def comparison_table(rows: Sequence[Comparison]) -> str:
    """A paired bootstrap test, one metric a line."""
    cells = [("metric", "baseline", "system", "95 % of system", "p")]
    cells += [
        (r.metric, f"{r.baseline:.1f}", f"{r.system:.1f}", f"{r.low:.1f}–{r.high:.1f}", f"{r.p:.3f}") for r in rows
    ]
    return _aligned(cells, left=1)


def _aligned(cells: Sequence[tuple[str, ...]], *, left: int) -> str:
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = (
        "  ".join(c.ljust(w) if i < left else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    )
    return "".join(line.rstrip() + "\n" for line in lines)


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read it as UTF-8 text ({error}); check the path") from error
    lines = text.split("\n")  # not splitlines: U+2028 and its like are part of a sentence
    if lines and lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]
