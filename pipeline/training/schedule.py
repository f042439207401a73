"""When which stage runs and how fast it learns: pure functions of the time used."""

from __future__ import annotations

from pipeline.training.recipe import Stage


def stage_at(stages: tuple[Stage, ...], progress: float) -> tuple[int, float]:
    """Index of the stage running after ``progress`` (0–1) of all time, and how much of that stage is over (0–1)."""
    start = 0.0
    for index, stage in enumerate(stages):
        if progress < start + stage.share or index == len(stages) - 1:
            return index, min(1.0, max(0.0, (progress - start) / stage.share))
        start += stage.share
    raise ValueError("a recipe has at least one stage")


def learning_rate(peak: float, stages: tuple[Stage, ...], progress: float, step: int, warmup: int) -> float:
    """Rate at ``progress``: a linear warm-up over ``warmup`` steps, then each stage's rate and decay."""
    index, done = stage_at(stages, progress)
    stage = stages[index]
    after = stages[index + 1].rate if index + 1 < len(stages) else 0.0
    left = min(1.0, (1 - done) / stage.decay) if stage.decay else 1.0
    rate = after + (stage.rate - after) * left
    return peak * rate * min(1.0, (step + 1) / max(1, warmup))
