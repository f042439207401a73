"""A package loaded into CTranslate2 and SentencePiece, and a queue that keeps its workers busy."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import ModelError
from .argos_package import open_package, position_limit, target_vocabulary
from .models import ModelInfo, package_folder

_B = TypeVar("_B")
_SAFE_POSITIONS = 512  # assumed where the model file does not tell


@dataclass(frozen=True, slots=True)
class Engine:
    """A loaded model. ``translator`` and ``processor`` are the libraries' own objects, which are untyped."""

    name: str
    translator: Any
    processor: Any
    vocabulary: frozenset[str]
    positions: int
    target_prefix: tuple[str, ...]
    workers: int

    def run(self, batches: Iterable[_B], submit: Callable[[_B], Any]) -> Iterator[tuple[_B, list[Any]]]:
        """Keep all workers busy with ``submit`` (asynchronous calls); results come in the order of the batches."""
        waiting: deque[tuple[_B, Any]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, submit(batch)))
                if len(waiting) > 2 * self.workers:
                    done, futures = waiting.popleft()
                    yield done, [future.result() for future in futures]
            for done, futures in waiting:
                yield done, [future.result() for future in futures]
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self.name}: CTranslate2 cannot decode with it ({error}); try another model") from error


def available_cores() -> int:
    """The cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load(model: ModelInfo, threads: int, compute_type: str) -> Engine:
    """Load a package for ``threads`` workers; raises ModelError where it cannot be used."""
    folder = package_folder(model)
    package = open_package(folder)
    tokenizer: Any = getattr(package, "tokenizer", None)
    if not hasattr(tokenizer, "lazy_processor"):
        raise ModelError(f"{folder}: has no SentencePiece tokenizer; only such packages are supported")
    import ctranslate2

    try:
        processor = tokenizer.lazy_processor()
        translator = ctranslate2.Translator(
            str(folder / "model"), device="cpu", inter_threads=threads, intra_threads=1, compute_type=compute_type
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"{folder}: the model cannot be loaded ({error}); install the package again") from error
    return Engine(
        model.name,
        translator,
        processor,
        target_vocabulary(folder),
        position_limit(folder / "model" / "model.bin") or _SAFE_POSITIONS,
        (package.target_prefix,) if package.target_prefix else (),
        threads,
    )
