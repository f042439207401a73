"""Adapts a model to translations people approved: a short training on them, taken back half-way where that is better.

A few hundred sentences make a network forget others. So it is trained for a few epochs at a low rate, some pairs are
held out, and the base, the tuned weights and their mean are compared on those: the best is exported, and on a tie the
one nearer to the base. Imports torch.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OutputError, UsageError
from pipeline.ports import Translator
from pipeline.training.card import Card, describe_network
from pipeline.training.checkpoint import Checkpoint, load_checkpoint
from pipeline.training.corpus import prepare, read_shard
from pipeline.training.export import PackageOptions, load_start, vocabulary_from_package, write_package
from pipeline.training.filters import squeeze
from pipeline.training.metrics import Scores, score
from pipeline.training.recipe import Annotation, Network, Recipe, Source, Stage, Training
from pipeline.training.trainer import RunOptions, train
from pipeline.training.vocab import load_vocabulary

FEWEST = 60
HELD_OUT = 200  # at most; a tenth of the pairs otherwise
EPOCHS = 5
TOKENS = 1_500
GAIN = 0.1  # chrF points a candidate further from the base must be better by
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AdaptOptions:
    """``base``: the package to start from; ``glossaries``: termbases whose terms become spans; ``minutes``: at most.

    ``rate``: the peak learning rate, a fifth of that of a training from nothing.
    """

    base: Path
    out: Path
    glossaries: tuple[Path, ...] = ()
    minutes: float = 20.0
    threads: int | None = None
    device: str | None = None
    version: str = "1.0"
    rate: float = 2e-4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Weights between the base (``share`` 0.0) and the tuned network (1.0), and their scores on the pairs held out."""

    share: float
    scores: Scores


@dataclass(frozen=True, slots=True)
class AdaptResult:
    """What came of it: ``package`` is None where the base stayed the best."""

    trained: int
    held_out: int
    candidates: tuple[Candidate, ...]
    chosen: Candidate
    package: Path | None


def split(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs to train on and pairs to judge by; which is which depends on the source text alone, not on its place."""
    unique = list(dict.fromkeys(pairs))
    order = sorted(unique, key=lambda pair: hashlib.sha256(pair[0].encode("utf-8", "surrogatepass")).digest())
    held = min(HELD_OUT, max(20, len(order) // 10))
    judges = {ja for ja, _ in order[:held]}  # both translations of a repeated source belong to one side
    return [p for p in unique if p[0] not in judges], [p for p in unique if p[0] in judges]


def adapt(
    pairs: Sequence[Pair],
    options: AdaptOptions,
    load: Callable[[Path], Translator],
    log: Callable[[str], None] = lambda _: None,
) -> AdaptResult:
    """Train on approved pairs and export the best of base, tuned and their mean. ``load`` opens a package."""
    flat = [(squeeze(ja), squeeze(en)) for ja, en in pairs]
    teach, judge = split(flat)
    if len(teach) < FEWEST:
        raise UsageError(
            f"only {len(set(flat))} approved pairs; at least {FEWEST + 20} are needed to learn from and judge by: "
            "review more units, or add files"
        )
    out = options.out
    vocabulary = vocabulary_from_package(options.base, out / "sentencepiece.model")
    base = load_start(options.base)
    try:
        (out / "approved.tsv").write_text("".join(f"{ja}\t{en}\n" for ja, en in teach), encoding="utf-8", newline="\n")
        (out / "held-out.tsv").write_text("".join(f"{ja}\t{en}\n" for ja, en in judge), encoding="utf-8", newline="\n")
        for stale in (out / "run").glob("*.pt"):
            stale.unlink()  # a run is begun anew: what was approved may have changed
    except OSError as error:
        raise OutputError(f"{out}: cannot write ({error.strerror}); free space or choose another folder") from error
    recipe = _recipe(base, out, options)
    prepared = prepare(recipe, out / "corpus", log=log)
    processor = load_vocabulary(vocabulary)
    rows = [row for shard in prepared.all_shards for row in read_shard(shard)]
    pieces = sum(max(len(j), len(e)) for j, e in zip(
        processor.encode([ja for ja, _, _ in rows]), processor.encode([en for _, en, _ in rows]), strict=True
    ))  # fmt: skip
    steps = max(10, EPOCHS * pieces // TOKENS)
    run = RunOptions(
        out / "run", options.minutes, options.base, options.device, options.threads, 0, steps=steps, log_steps=20
    )
    tuned = load_checkpoint(train(recipe, prepared, vocabulary, run, log).model)
    candidates: list[tuple[Candidate, Path]] = []
    for share in (0.0, 0.5, 1.0):
        package = out / f"translate-ja_en-{options.version.replace('.', '_')}-{round(100 * share)}.argosmodel"
        card = _card(base, options, len(rows), share)
        write_package(mixed(base, tuned, share), vocabulary, package, card, PackageOptions(options.version))
        outputs = _outputs(package, load, [ja for ja, _ in judge])
        candidates.append((Candidate(share, score(outputs, [en for _, en in judge])), package))
    chosen = candidates[0]
    for candidate in candidates[1:]:
        if candidate[0].scores.chrf > chosen[0].scores.chrf + GAIN:
            chosen = candidate
    final = None
    if chosen[0].share:
        final = out / f"translate-ja_en-{options.version.replace('.', '_')}.argosmodel"
        chosen[1].replace(final)
    for _, package in candidates:
        package.unlink(missing_ok=True)
    return AdaptResult(len(rows), len(judge), tuple(c for c, _ in candidates), chosen[0], final)


def _outputs(package: Path, load: Callable[[Path], Translator], sources: Sequence[str]) -> list[str]:
    """Translate with a package unpacked for the occasion: a candidate does not belong into the user's cache."""
    with tempfile.TemporaryDirectory(prefix="taiyaku-adapt-") as folder, zipfile.ZipFile(package) as archive:
        archive.extractall(folder)  # written by us a moment ago
        return [row[0].text for row in load(next(Path(folder).iterdir())).translate(sources)]


def mixed(base: Checkpoint, tuned: Checkpoint, share: float) -> Checkpoint:
    """Weights on the straight line between two networks of the same shape."""
    weights = {name: base.weights[name] * (1 - share) + tuned.weights[name] * share for name in base.weights}
    return Checkpoint(weights, base.cfg, tuned.step, tuned.used)


def table(result: AdaptResult) -> str:
    """The candidates side by side, the chosen one marked."""
    names = {0.0: "base", 0.5: "half-way", 1.0: "tuned"}
    lines = [f"{result.trained} pairs to learn from, {result.held_out} held out", "  model     BLEU  chrF2"]
    for c in result.candidates:
        mark = "*" if c is result.chosen else " "
        lines.append(f"{mark} {names[c.share]:<8} {c.scores.bleu:>5.1f}  {c.scores.chrf:>5.1f}")
    return "\n".join(lines)


def _recipe(base: Checkpoint, out: Path, options: AdaptOptions) -> Recipe:
    cfg = base.cfg
    return Recipe(
        name="adapted",
        root=out,
        pieces=int(cfg["V"]),
        network=Network(int(cfg["enc"]), int(cfg["dec"]), int(cfg["d"]), int(cfg["h"]), int(cfg["ff"])),
        training=Training(tokens=TOKENS, peak_rate=options.rate, warmup=10, dropout=0.1, ema=0.9),
        annotation=Annotation(glossaries=tuple(str(path.absolute()) for path in options.glossaries)),
        sources=(Source("approved", "approved.tsv", "yours"),),
        stages=(Stage("approved", 1.0, decay=0.6),),
    )


def _card(base: Checkpoint, options: AdaptOptions, pairs: int, share: float) -> Card:
    return Card(
        name="taiyaku ja-en adapted", version=options.version, size_mb=0.0, network=describe_network(base.cfg),
        training=f"{options.base.stem}, adapted to {pairs} approved translations (share {share:g})",
        notes=("Data and licences of the base model: see its own card.",),
    )  # fmt: skip
