"""Checkpoints on disk: weights, the network's sizes, and what a resumed run needs. Imports torch."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pipeline.errors import InputError, ModelError, OutputError
from pipeline.training.text import replacing


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights by name, the network's ``cfg``, steps and seconds trained; optimiser and average only in ``last.pt``."""

    weights: dict[str, Tensor]
    cfg: dict[str, Any]
    step: int = 0
    used: float = 0.0
    optimiser: dict[str, Any] | None = None
    average: dict[str, Tensor] | None = None


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint (``.pt``). Only tensors and plain values are accepted, never code."""
    if not path.is_file():
        raise InputError(f"{path}: no such checkpoint; give the .pt file of a training run")
    damage = (RuntimeError, LookupError, TypeError, ValueError, AttributeError, EOFError, struct.error)
    try:
        data = torch.load(path, map_location="cpu", weights_only=True)
        weights = {name: tensor.float() for name, tensor in data["model"].items()}
        return Checkpoint(
            weights, dict(data["cfg"]), int(data.get("step", 0)), float(data.get("used", 0.0)), data.get("opt"),
            data.get("ema"),
        )  # fmt: skip
    except (*damage, pickle.UnpicklingError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"{path}: not a checkpoint of this project ({reason}); choose another file") from error


def save_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint; the old file stays until the new one is complete."""
    data: dict[str, Any] = {
        "model": checkpoint.weights,
        "cfg": checkpoint.cfg,
        "step": checkpoint.step,
        "used": checkpoint.used,
    }
    if checkpoint.optimiser is not None:
        data.update(opt=checkpoint.optimiser, ema=checkpoint.average)
    try:
        with replacing(path) as part:
            torch.save(data, part)
    except (OSError, RuntimeError) as error:
        raise OutputError(
            f"{path}: cannot write the checkpoint ({error}); free space or choose another --out"
        ) from error
