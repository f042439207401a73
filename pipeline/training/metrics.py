"""How good a list of translations is: BLEU and chrF2 with signatures, and the failures a score hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from pipeline.errors import UsageError
from pipeline.training.filters import has_japanese

MIN_LENGTH, MAX_LENGTH = 0.5, 2.5  # of the reference's characters


@dataclass(frozen=True, slots=True)
class Scores:
    """Corpus scores (0–100) and counts of bad lines.

    ``japanese``: lines with kana or kanji left; ``length``: lines under half or over 2.5 times the reference;
    ``empty``: lines with nothing in them (not counted under ``length``).
    """

    lines: int
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    japanese: int
    length: int
    empty: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A paired bootstrap test of ``system`` against ``baseline`` in one metric.

    ``low``/``high`` bound the system's score (95 %); ``p`` is the chance of such a difference between equals.
    """

    metric: str
    baseline: float
    system: float
    low: float
    high: float
    p: float
    signature: str


def score(hypotheses: Sequence[str], references: Sequence[str]) -> Scores:
    """Score translations line by line against references. Raises UsageError when the numbers of lines differ."""
    _same_length(hypotheses, references)
    sacrebleu = _sacrebleu()
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    outputs, wanted = list(hypotheses), [list(references)]
    bleu_score, chrf_score = bleu.corpus_score(outputs, wanted), chrf.corpus_score(outputs, wanted)
    empty = sum(not hypothesis.strip() for hypothesis in outputs)
    return Scores(
        lines=len(outputs),
        bleu=float(bleu_score.score),
        chrf=float(chrf_score.score),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
        japanese=sum(has_japanese(hypothesis) for hypothesis in outputs),
        length=sum(_odd_length(h, r) for h, r in zip(outputs, references, strict=True)),
        empty=empty,
    )


def chrf2(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Corpus chrF2 alone; 0.0 for no lines."""
    if not hypotheses:
        return 0.0
    return float(_sacrebleu().CHRF().corpus_score(list(hypotheses), [list(references)]).score)


def compare(
    baseline: Sequence[str], system: Sequence[str], references: Sequence[str], *, samples: int = 1000
) -> tuple[Comparison, ...]:
    """Paired bootstrap resampling (Koehn 2004) in BLEU and chrF2, seeded as sacreBLEU does it."""
    _same_length(baseline, references)
    _same_length(system, references)
    sacrebleu = _sacrebleu()
    significance = _module("sacrebleu.significance")
    test = significance.PairedTest(
        [("baseline", list(baseline)), ("system", list(system))],
        {"BLEU": sacrebleu.BLEU(references=[list(references)]), "chrF2": sacrebleu.CHRF(references=[list(references)])},
        references=None,
        test_type="bs",
        n_samples=samples,
    )
    signatures, results = test()
    rows = []
    for name, (first, second) in ((n, v) for n, v in results.items() if n != "System"):
        middle, half = float(second.mean), float(second.ci)
        # sacreBLEU counts strictly larger differences only, which gives equal systems p = 0.001
        p = 1.0 if first.score == second.score else float(second.p_value)
        scores = (float(first.score), float(second.score), middle - half, middle + half, p)
        rows.append(Comparison(str(name), *scores, str(signatures[name])))
    return tuple(rows)


def _odd_length(hypothesis: str, reference: str) -> bool:
    size, wanted = len(hypothesis.strip()), len(reference.strip())
    return bool(size) and not MIN_LENGTH * wanted <= size <= MAX_LENGTH * wanted


def _same_length(hypotheses: Sequence[str], references: Sequence[str]) -> None:
    if len(hypotheses) != len(references):
        raise UsageError(
            f"{len(hypotheses)} translations for {len(references)} references; both need one line per sentence"
        )


def _sacrebleu() -> ModuleType:
    return _module("sacrebleu")


def _module(name: str) -> ModuleType:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError("evaluation needs sacreBLEU; install it with: pip install 'sacrebleu>=2.4'") from error
