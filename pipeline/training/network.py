"""A pre-norm encoder–decoder Transformer, laid out the way CTranslate2 stores one. Imports torch.

Parameter names are a file format: checkpoints and ``export`` rely on them.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.training.symbols import BOS, EOS, PAD

MAX_LENGTH = 512


def sinusoid(length: int, width: int) -> Tensor:
    """Position encodings (length × width), positions from 1: CTranslate2's default."""
    half = width // 2
    scale = torch.exp(torch.arange(half).float() * -(math.log(10000.0) / (half - 1)))
    angles = torch.arange(1, length + 1).float()[:, None] * scale[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Attention(nn.Module):
    """Multi-head attention with fused projections: ``qkv`` for self-attention, ``q`` and ``kv`` across."""

    def __init__(self, width: int, heads: int, *, cross: bool = False) -> None:
        super().__init__()
        self.heads, self.cross = heads, cross
        if cross:
            self.q, self.kv = nn.Linear(width, width), nn.Linear(width, 2 * width)
        else:
            self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, causal: bool = False) -> Any:
        """Attend from ``x`` (batch × time × width) to ``memory``, or to itself."""
        if self.cross:
            q, (k, v) = self.q(x), self.kv(memory).chunk(2, -1)
        else:
            q, k, v = self.qkv(x).chunk(3, -1)
        batch, time, width = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)

        y = functional.scaled_dot_product_attention(split(q), split(k), split(v), attn_mask=mask, is_causal=causal)
        return self.o(y.transpose(1, 2).reshape(batch, time, width))

    def first_head(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Log-attention of the first head across (batch × target × source): the one trained to align."""
        size = x.shape[-1] // self.heads
        q = functional.linear(x, self.q.weight[:size], self.q.bias[:size])
        k = functional.linear(memory, self.kv.weight[:size], self.kv.bias[:size])
        scores = (q @ k.transpose(1, 2)).float() / math.sqrt(size)
        return functional.log_softmax(scores.masked_fill(~mask[:, 0], -1e9), -1)


class Layer(nn.Module):
    """One encoder layer, or a decoder layer when ``decoder`` is true."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float, *, decoder: bool = False) -> None:
        super().__init__()
        self.dropout, self.decoder = dropout, decoder
        self.n1, self.sa = nn.LayerNorm(width), Attention(width, heads)
        if decoder:
            self.n2, self.ca = nn.LayerNorm(width), Attention(width, heads, cross=True)
        self.n3, self.f0, self.f1 = nn.LayerNorm(width), nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x: Tensor, memory: Tensor | None = None, mask: Tensor | None = None) -> Any:
        """The layer's output; ``mask`` hides the padding of the source."""
        if self.decoder:
            x = x + self._drop(self.sa(self.n1(x), causal=True))
            x = x + self._drop(self.ca(self.n2(x), memory, mask))
        else:
            x = x + self._drop(self.sa(self.n1(x), mask=mask))
        return self._feed(x)

    def aligned(self, x: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """A decoder layer's output and the log-attention of its first head across."""
        x = x + self._drop(self.sa(self.n1(x), causal=True))
        across = self.n2(x)
        attention = self.ca.first_head(across, memory, mask)
        x = x + self._drop(self.ca(across, memory, mask))
        return self._feed(x), attention

    def _feed(self, x: Tensor) -> Tensor:
        fed: Tensor = x + self._drop(self.f1(self._drop(functional.relu(self.f0(self.n3(x))))))
        return fed

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)


class Translation(nn.Module):
    """The whole network. ``cfg`` rebuilds it: ``Translation(**cfg)``."""

    def __init__(
        self,
        V: int,
        d: int = 256,
        h: int = 4,
        ff: int = 1024,
        enc: int = 4,
        dec: int = 2,
        drop: float = 0.1,
        maxlen: int = MAX_LENGTH,
    ) -> None:
        super().__init__()
        self.cfg: dict[str, int | float] = {
            "V": V, "d": d, "h": h, "ff": ff, "enc": enc, "dec": dec, "drop": drop, "maxlen": maxlen,
        }  # fmt: skip
        self.emb = nn.Embedding(V, d)
        nn.init.normal_(self.emb.weight, std=d**-0.5)
        self.pos: Tensor
        self.register_buffer("pos", sinusoid(maxlen, d), persistent=False)
        self.enc = nn.ModuleList(Layer(d, h, ff, drop) for _ in range(enc))
        self.dec = nn.ModuleList(Layer(d, h, ff, drop, decoder=True) for _ in range(dec))
        self.en, self.dn = nn.LayerNorm(d), nn.LayerNorm(d)
        self.dropout, self.scale = drop, math.sqrt(d)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2 and "emb" not in name:
                nn.init.xavier_uniform_(parameter)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Memory (batch × time × width) and the mask of its real pieces."""
        mask = (source != PAD)[:, None, None, :]
        x = self._embed(source)
        for layer in self.enc:
            x = layer(x, mask=mask)
        return self.en(x), mask

    def decode(self, target: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Hidden states of the decoder; logits are ``hidden @ emb.weight.T``."""
        x = self._embed(target)
        for layer in self.dec:
            x = layer(x, memory, mask)
        hidden: Tensor = self.dn(x)
        return hidden

    def decode_aligned(self, target: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """As ``decode``, with the log-attention of the last layer's first head (batch × target × source)."""
        x = self._embed(target)
        *before, last = self.dec
        for layer in before:
            x = layer(x, memory, mask)
        x, attention = last.aligned(x, memory, mask)  # type: ignore[operator]
        return self.dn(x), attention

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Hidden states for teacher forcing; ``target`` starts with BOS."""
        memory, mask = self.encode(source)
        return self.decode(target, memory, mask)

    @torch.no_grad()
    def greedy(self, source: Tensor, limit: int = 100) -> list[list[int]]:
        """The likeliest next piece, again and again: ids without BOS and EOS. Slow; for tests and sanity checks."""
        memory, mask = self.encode(source)
        target = torch.full((source.shape[0], 1), BOS, dtype=torch.long, device=source.device)
        done = torch.zeros(source.shape[0], dtype=torch.bool, device=source.device)
        for _ in range(limit):
            pieces = (self.decode(target, memory, mask)[:, -1] @ self.emb.weight.t()).argmax(-1)
            target = torch.cat([target, pieces[:, None]], 1)
            done |= pieces == EOS
            if bool(done.all()):
                break
        rows: list[list[int]] = target[:, 1:].tolist()
        return [row[: row.index(EOS)] if EOS in row else row for row in rows]

    def _embed(self, ids: Tensor) -> Tensor:
        x = self.emb(ids) * self.scale + self.pos[: ids.shape[1]]
        return functional.dropout(x, self.dropout, self.training)
