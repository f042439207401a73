"""Label-smoothed cross entropy over tied embeddings, in row chunks that stay in cache. Imports torch.

On a CPU the logits of a whole batch (thousands × 12,000) cost more in page faults than in arithmetic; making the
gradients chunk by chunk on the way forward keeps them in one small buffer.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from pipeline.training.symbols import PAD

CHUNK = 512


class ChunkedCrossEntropy(torch.autograd.Function):
    """Mean loss of ``hidden @ weight.T`` against ``gold``; gradients are ready before ``backward`` runs."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, gold: Tensor, smoothing: float, rows: int) -> Tensor:
        """``hidden``: n × width, ``weight``: pieces × width, ``gold``: n ids; a scalar comes back."""
        count, pieces = hidden.shape[0], weight.shape[0]
        d_hidden, d_weight = torch.empty_like(hidden), torch.zeros(weight.shape, dtype=torch.float32)
        buffer, total = torch.empty(rows, pieces, dtype=torch.float32), 0.0
        for start in range(0, count, rows):
            h, y = hidden[start : start + rows], gold[start : start + rows, None]
            z = buffer[: h.shape[0]]
            z.copy_(h @ weight.t())
            norm = torch.logsumexp(z, 1)
            likely, flat = z.gather(1, y)[:, 0], z.mean(1)
            total += float(((1 - smoothing) * (norm - likely) + smoothing * (norm - flat)).sum())
            z.sub_(norm[:, None]).exp_().sub_(smoothing / pieces)
            z.scatter_add_(1, y, torch.full((h.shape[0], 1), smoothing - 1.0))
            gradient = z.to(h.dtype)
            d_hidden[start : start + rows] = gradient @ weight
            d_weight += (gradient.t() @ h).float()
        ctx.save_for_backward(d_hidden, d_weight)
        ctx.count, ctx.dtype = count, weight.dtype
        return torch.tensor(total / count)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """The stored gradients, scaled."""
        d_hidden, d_weight = ctx.saved_tensors
        scale = float(gradients[0]) / ctx.count
        return d_hidden * scale, (d_weight * scale).to(ctx.dtype), None, None, None


def cross_entropy(hidden: Tensor, weight: Tensor, gold: Tensor, smoothing: float) -> Tensor:
    """Mean label-smoothed cross entropy; chunked on a CPU, plain elsewhere."""
    if hidden.device.type == "cpu":
        loss: Tensor = ChunkedCrossEntropy.apply(hidden, weight, gold, smoothing, CHUNK)  # type: ignore[no-untyped-call]
        return loss
    return functional.cross_entropy((hidden @ weight.t()).float(), gold, label_smoothing=smoothing)


SURE = 0.15
"""Target pieces whose best score lies below this (function words, mostly) are left to find their own attention."""


def guidance(attention: Tensor, source: Tensor, target: Tensor, table: Tensor) -> Tensor:
    """How far the attention of one head is from an alignment table (mean cross entropy over the sure target pieces).

    ``attention``: log-weights, batch × target × source; ``target`` are the pieces to be written; ``table``: source ×
    target scores of ``align.learn_table``.
    """
    wanted = table[source[:, None, :], target[:, :, None]].float()
    best = wanted.amax(-1)
    sure = ((best > SURE) & (target != PAD)).float()
    wanted = wanted / wanted.sum(-1, keepdim=True).clamp_min(1e-6)
    distance = -(wanted * attention).sum(-1)
    return (distance * sure).sum() / sure.sum().clamp_min(1.0)
