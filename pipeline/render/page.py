"""The shell around every HTML page: one file, its style and script inlined and allowed by their hashes alone."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources

from pipeline.render.common import Summary
from pipeline.render.marks import escape
from pipeline.signature import version


def page(*, title: str, body: str, script: bool) -> str:
    """A whole HTML document around ``body``, with style (and script) inlined and allowed by their hashes."""
    css = asset("page.css")
    policy = f"default-src 'none'; style-src {_hash(css)}; base-uri 'none'; form-action 'none'"
    code = ""
    if script:
        js = asset("page.js")
        policy += f"; script-src {_hash(js)}"
        code = f"<script>{js}</script>\n"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="taiyaku {escape(version())}">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}{code}</body>\n</html>\n"
    )


@lru_cache(maxsize=2)
def asset(name: str) -> str:
    """A file that ships with this package, with LF line ends."""
    return resources.files("pipeline.render").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


def bar(counts: Summary) -> str:
    """The review progress as a bar: reviewed, awaiting review, and the rest untranslated."""
    total = max(counts.segments, 1)
    done, waiting = (round(1000 * part / total) for part in (counts.reviewed, counts.needs_review))
    label = f"{counts.reviewed} reviewed, {counts.needs_review} to review, {counts.untranslated} untranslated"
    return (
        f'<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="{label}">'
        f'<rect class="done" width="{done}" height="10"/>'
        f'<rect class="waiting" x="{done}" width="{waiting}" height="10"/></svg>'
    )


def share(part: int, total: int) -> str:
    """A percentage, rounded down so that 100 % means all."""
    return f"{100 * part // total} %" if total else "–"


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
