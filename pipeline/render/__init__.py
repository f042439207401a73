"""Renderings: pure functions from a bilingual document to the bytes of a file, always UTF-8 with LF line ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pipeline.model import Bilingual
from pipeline.render import html, jsonl, tmx, tsv, xliff
from pipeline.render.common import Summary, summarize
from pipeline.render.index import IndexEntry, index_page

__all__ = ["FORMATS", "IndexEntry", "Summary", "index_page", "summarize"]

FORMATS: Mapping[str, Callable[[Bilingual], bytes]] = MappingProxyType(
    {"tmx": tmx.render, "xliff": xliff.render, "tsv": tsv.render, "jsonl": jsonl.render, "html": html.render}
)
"""The renderings by format name, which is also the file name extension."""
