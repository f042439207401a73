"""Fakes at the Protocols, and fixtures that load the real engines once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.ports import Hypothesis, Markup, Progress

# The same examples at every run, so that a red run is about the change at hand; HYPOTHESIS_PROFILE=explore looks further.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ROOT = Path(__file__).resolve().parent.parent
COMMENTARY = ROOT.parent / "shared" / "input" / "commentary.txt"


class FakeTranslator:
    """Answers from a function or a table; keeps what it was asked."""

    def __init__(
        self,
        answer: Callable[[str], Sequence[str] | str] | dict[str, Sequence[str] | str],
        *,
        markup: Markup | None = None,
        complete: Callable[[str, str], str | None] | None = None,
    ) -> None:
        self._answer = answer
        self._complete = complete
        self.markup = markup
        self.signature = "fake-1"
        self.asked: list[str] = []
        self.prefixes: list[str] = []

    def translate(
        self, sources: Sequence[str], /, *, nbest: int = 1, progress: Progress | None = None
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        rows = []
        for source in sources:
            self.asked.append(source)
            found = self._answer.get(source, "") if isinstance(self._answer, dict) else self._answer(source)
            texts = [found] if isinstance(found, str) else list(found)
            rows.append(tuple(Hypothesis(t, -0.1 * (i + 1)) for i, t in enumerate(texts[:nbest])))
            if progress:
                progress(1)
        return tuple(rows)


class FakePrefixTranslator(FakeTranslator):
    """Also completes prefixes, with ``complete(source, prefix)``."""

    def complete(self, sources: Sequence[str], prefixes: Sequence[str], /) -> tuple[Hypothesis | None, ...]:
        self.prefixes += prefixes
        assert self._complete
        texts = [self._complete(s, p) for s, p in zip(sources, prefixes, strict=True)]
        return tuple(None if t is None else Hypothesis(t, -0.5) for t in texts)


class RuleAnalyzer:
    """A stand-in for GiNZA: proposes a boundary after each full stop."""

    signature = "rules-0/C"

    def boundaries(self, texts: Sequence[str], /) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(m.end() for m in re.finditer(r"[。？！](?=.)", text)) for text in texts)


PLACEHOLDERS = Markup(tuple(f"⟦{i}⟧" for i in range(16)), "⟪", "⟫")


@pytest.fixture
def analyzer() -> RuleAnalyzer:
    return RuleAnalyzer()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any attempt to open a connection fails the test."""
    import socket

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"network used: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
