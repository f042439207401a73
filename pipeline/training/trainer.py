"""Trains a network for a given number of minutes on one CPU or one GPU. Imports torch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pipeline.errors import InputError, ModelError
from pipeline.training.align import load_table
from pipeline.training.batches import Batch, EncoderPool, EncoderSetup, Feeder, SourcePlan, jobs
from pipeline.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from pipeline.training.corpus import Prepared
from pipeline.training.export import load_start
from pipeline.training.loss import cross_entropy, guidance
from pipeline.training.machine import cpu_has_bf16
from pipeline.training.network import Translation
from pipeline.training.recipe import Recipe, Stage
from pipeline.training.schedule import learning_rate, stage_at
from pipeline.training.symbols import PAD
from pipeline.training.vocab import load_vocabulary


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Where, how long, on what. ``minutes`` is for the whole run, earlier parts of a resumed one included.

    ``out/last.pt`` is rewritten every ``checkpoint_seconds`` and resumed from; ``out/ema.pt`` is the averaged model to
    export. ``workers`` None: one process on a CPU, six on a GPU. ``precision`` None: bf16 where the machine has it.
    ``alignment`` and ``phrases``: the files of ``aligned.make_aligned``. ``steps``: an end that may come before the
    time is up (0: none), for corpora so small that time would mean hundreds of epochs.
    """

    out: Path
    minutes: float
    init: Path | None = None
    device: str | None = None
    threads: int | None = None
    workers: int | None = None
    seed: int = 0
    compile: bool = False
    precision: str | None = None
    alignment: Path | None = None
    phrases: Path | None = None
    steps: int = 0
    checkpoint_seconds: float = 150.0
    log_steps: int = 50


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: total steps and minutes, and the loss and speed (target pieces a second) of its last stretch."""

    model: Path
    steps: int
    minutes: float
    loss: float
    speed: float
    device: str
    precision: str


def train(
    recipe: Recipe, prepared: Prepared, vocabulary: Path, options: RunOptions, log: Callable[[str], None]
) -> RunReport:
    """Run (or resume) the training and leave ``last.pt`` and ``ema.pt`` in ``options.out``."""
    run = _Run(recipe, vocabulary, options, log)
    workers = options.workers if options.workers is not None else (6 if run.cuda else 1)
    with EncoderPool(_setup(recipe, vocabulary, options.phrases), workers) as pool:
        while run.progress < 1:
            index, _ = stage_at(recipe.stages, run.progress)
            stage = recipe.stages[index]
            shards, general = _shards(stage, prepared)
            log(f"stage {stage.name}: at most {stage.max_pieces} pieces, {len(shards)} shards")
            seed = options.seed * 1_000_003 + run.step  # a resumed run sees new annotations
            work = jobs(shards, general, seed=seed, max_pieces=stage.max_pieces)
            with Feeder(pool, work, tokens=recipe.training.tokens, seed=seed) as feeder:
                run.train_stage(feeder, index)
    run.save()
    return run.report()


class _Run:
    """The mutable heart of a training run: weights, master copies, average, optimiser, clock."""

    def __init__(self, recipe: Recipe, vocabulary: Path, options: RunOptions, log: Callable[[str], None]) -> None:
        self._recipe, self._options, self._log = recipe, options, log
        device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.device = torch.device(device)
        self.cuda = self.device.type == "cuda"
        if options.threads:
            torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        torch.set_float32_matmul_precision("high")
        self.precision = options.precision or ("bf16" if self.cuda or cpu_has_bf16() else "fp32")
        self._pieces = load_vocabulary(vocabulary).get_piece_size()
        self.step, self.used, self._steps_here = 0, 0.0, 0  # the last warms up again after a resume
        self._network: Translation
        self._load()
        self._table: Tensor | None = None
        if options.alignment is not None and recipe.training.guide:
            self._table = load_table(options.alignment, self._pieces).to(self.device)
        self._loss_of: Callable[..., tuple[Tensor, Tensor]] = self._loss
        if options.compile:
            self._loss_of = torch.compile(self._loss, dynamic=True)
        self.loss = self.speed = 0.0

    @property
    def progress(self) -> float:
        """How much of the run is done, 0 to 1."""
        steps = self._options.steps
        return max(self.used / (self._options.minutes * 60), self._steps_here / steps if steps else 0.0)

    def train_stage(self, feeder: Feeder, index: int) -> None:
        """Step until the clock leaves the stage."""
        stages, training = self._recipe.stages, self._recipe.training
        batch = next(feeder)
        begun, before = time.monotonic(), self.used  # loading lexicons is not training time
        noted, saved = begun, begun
        losses, pieces = torch.zeros(2, device=self.device), 0
        steps = 0
        self._network.train()
        while (progress := self.progress) < 1 and stage_at(stages, progress)[0] == index:
            rate = learning_rate(training.peak_rate, stages, progress, self._steps_here, training.warmup)
            losses += self._step(batch, rate)
            pieces, steps = pieces + batch.pieces, steps + 1
            now = time.monotonic()
            if steps == self._options.log_steps:
                self._note((losses / steps).tolist(), pieces / (now - noted), rate)
                losses.zero_()
                pieces, steps, noted = 0, 0, now
            if now - saved > self._options.checkpoint_seconds:
                self.save()
                saved = time.monotonic()
            batch = next(feeder)
            self.used = before + time.monotonic() - begun
        if steps:
            self.loss, self.speed = float(losses[0]) / steps, pieces / (time.monotonic() - noted)

    def save(self) -> None:
        """Write ``last.pt`` and ``ema.pt``."""
        cfg, out = dict(self._network.cfg), self._options.out
        master = {n: w.detach() for n, w in zip(self._names, self._master, strict=True)}
        average = dict(zip(self._names, self._average, strict=True))
        state: dict[str, Any] = self._optimiser.state_dict()
        save_checkpoint(Checkpoint(master, cfg, self.step, self.used, state, average), out / "last.pt")
        save_checkpoint(Checkpoint(average, cfg, self.step, self.used), out / "ema.pt")

    def report(self) -> RunReport:
        """The figures of the run so far."""
        model = self._options.out / "ema.pt"
        return RunReport(model, self.step, self.used / 60, self.loss, self.speed, str(self.device), self.precision)

    def _load(self) -> None:
        net, training = self._recipe.network, self._recipe.training
        network = Translation(
            self._pieces, net.width, net.heads, net.inner, net.encoder, net.decoder, training.dropout
        )  # fmt: skip
        last = self._options.out / "last.pt"
        kept = load_checkpoint(last) if last.is_file() else None
        start = kept or (load_start(self._options.init) if self._options.init else None)
        if start is not None:
            _fill(network, start, last if kept else self._options.init)
        if kept is not None:
            self.step, self.used = kept.step, kept.used
        network.to(self.device)
        self._names = [name for name, _ in network.named_parameters()]
        parameters = list(network.parameters())
        self._split = self.precision == "bf16" and not self.cuda
        self._master = [p.detach().clone().requires_grad_() for p in parameters] if self._split else parameters
        if self._split:  # bf16 weights for the arithmetic, fp32 masters for the optimiser
            network.to(torch.bfloat16)
        average = kept.average if kept and kept.average else None
        self._average = [
            (average[n].to(self.device).float() if average else p.detach()).clone()
            for n, p in zip(self._names, self._master, strict=True)
        ]
        self._network = network
        self._optimiser = torch.optim.AdamW(
            self._master, lr=training.peak_rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
        if kept and kept.optimiser:
            self._optimiser.load_state_dict(kept.optimiser)
            self._log(f"resumed at step {self.step} after {self.used / 60:.1f} min")
        size = sum(p.numel() for p in self._master) / 1e6
        self._log(f"{size:.1f} M parameters, {self._pieces} pieces, {self.device}, {self.precision}")

    def _loss(self, source: Tensor, target_in: Tensor, target_out: Tensor) -> tuple[Tensor, Tensor]:
        """The translation's loss and that of the guided head, not weighted."""
        training, real = self._recipe.training, target_out != PAD
        memory, mask = self._network.encode(source)
        weight = self._network.emb.weight
        if self._table is None:
            hidden, distance = self._network.decode(target_in, memory, mask), torch.zeros((), device=self.device)
        else:
            hidden, attention = self._network.decode_aligned(target_in, memory, mask)
            distance = guidance(attention, source, target_out, self._table)
        return cross_entropy(hidden[real], weight, target_out[real], training.smoothing), distance

    def _step(self, batch: Batch, rate: float) -> Tensor:
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        arrays = [torch.from_numpy(a) for a in (batch.source, batch.target_in, batch.target_out)]
        if self.cuda:
            arrays = [a.pin_memory().to(self.device, non_blocking=True) for a in arrays]
            with torch.autocast("cuda", torch.bfloat16, enabled=self.precision == "bf16"):
                loss, distance = self._loss_of(*arrays)
        else:
            loss, distance = self._loss_of(*arrays)
        (loss + self._recipe.training.guide * distance).backward()  # type: ignore[no-untyped-call]
        if self._split:
            for weight, master in zip(self._network.parameters(), self._master, strict=True):
                master.grad = weight.grad.float() if weight.grad is not None else None
                weight.grad = None
        torch.nn.utils.clip_grad_norm_(self._master, 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self._steps_here += 1
        with torch.no_grad():
            if self._split:
                for weight, master in zip(self._network.parameters(), self._master, strict=True):
                    weight.copy_(master)
            decay = min(self._recipe.training.ema, (self.step + 1) / (self.step + 10))
            torch._foreach_mul_(self._average, decay)
            torch._foreach_add_(self._average, [m.detach() for m in self._master], alpha=1 - decay)
        return torch.stack([loss.detach(), distance.detach()]).float()

    def _note(self, losses: Sequence[float], speed: float, rate: float) -> None:
        self.loss, self.speed = losses[0], speed
        guided = f" align {losses[1]:.3f}" if self._table is not None else ""
        self._log(
            f"step {self.step} loss {losses[0]:.3f}{guided} rate {rate:.2e} {speed:.0f} target pieces/s "
            f"{self.used / 60:.1f} min"
        )


def _fill(network: Translation, start: Checkpoint, path: Path | None) -> None:
    sizes = {k: v for k, v in network.cfg.items() if k not in ("drop", "maxlen")}
    other = {k: v for k, v in start.cfg.items() if k not in ("drop", "maxlen")}
    if sizes != other:
        raise ModelError(f"{path}: its network {other} is not the recipe's {sizes}; change the recipe or the start")
    network.load_state_dict(start.weights)


def _shards(stage: Stage, prepared: Prepared) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    mixed = stage.mix == "domain"
    shards, general = (prepared.domain_shards, prepared.all_shards) if mixed else (prepared.all_shards, ())
    if not shards:
        raise InputError(f"{prepared.folder}: no pairs for stage {stage.name}; prepare the corpus again")
    return shards, general


def _setup(recipe: Recipe, vocabulary: Path, phrases: Path | None) -> EncoderSetup:
    annotation = recipe.annotation
    return EncoderSetup(
        vocabulary,
        tuple(SourcePlan(s.weight, s.tag) for s in recipe.sources),
        (*(recipe.resolve(p) for p in annotation.lexicons), *((phrases,) if phrases else ())),
        tuple(recipe.resolve(p) for p in annotation.glossaries),
        tuple(recipe.resolve(p) for p in annotation.exclude),
    )
