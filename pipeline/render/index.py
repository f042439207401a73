"""The page that lists a run's documents and says where a reviewer should begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.render.common import Summary, encodable
from pipeline.render.marks import escape
from pipeline.render.page import bar, page, share


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A document's line on the index: its name, its page (a path relative to the index) and its counts."""

    name: str
    href: str
    summary: Summary


def index_page(entries: Sequence[IndexEntry]) -> str:
    """One self-contained page linking the documents, in the order given, with their counts and the total."""
    heads = ("Document", "Segments", "Reviewed", "Terms", "Flagged", "Errors", "Warnings")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = "".join(map(_row, entries))
    total = _total([entry.summary for entry in entries])
    foot = f'<tfoot><tr><th scope="row">Total</th>{_cells(total)}</tr></tfoot>\n' if len(entries) > 1 else ""
    table = f'<table class="index">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n{foot}</table>'
    content = table if entries else '<p class="empty">No documents yet.</p>'
    body = f'<header class="top"><h1>Bilingual documents</h1></header>\n<main>{content}</main>\n'
    return page(title="Bilingual documents · taiyaku", body=body, script=False)


def _row(entry: IndexEntry) -> str:
    # "./" keeps a name with a colon from being read as a scheme.
    href = "./" + quote(encodable(entry.href), safe="/")
    name = f'<th scope="row"><a href="{escape(href)}">{escape(entry.name)}</a></th>'
    return f"<tr>{name}{_cells(entry.summary)}</tr>\n"


def _cells(counts: Summary) -> str:
    matched = counts.enforced + counts.flagged
    reviewed = f"{bar(counts)}<span>{share(counts.reviewed, counts.segments)}</span>"
    numbers = (
        ("", str(counts.segments)),
        ("progress", reviewed),
        ("", f"{counts.enforced}/{matched}"),
        ("bad" if counts.flagged else "nil", str(counts.flagged)),
        ("bad" if counts.errors else "nil", str(counts.errors)),
        ("warn" if counts.warnings else "nil", str(counts.warnings)),
    )
    return "".join(f'<td class="{kind}">{value}</td>' if kind else f"<td>{value}</td>" for kind, value in numbers)


def _total(summaries: Sequence[Summary]) -> Summary:
    return Summary(
        segments=sum(s.segments for s in summaries),
        untranslated=sum(s.untranslated for s in summaries),
        needs_review=sum(s.needs_review for s in summaries),
        reviewed=sum(s.reviewed for s in summaries),
        enforced=sum(s.enforced for s in summaries),
        flagged=sum(s.flagged for s in summaries),
        errors=sum(s.errors for s in summaries),
        warnings=sum(s.warnings for s in summaries),
    )
