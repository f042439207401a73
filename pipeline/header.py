"""The header of a catalog: complete, never marked for review, and patient with what people and editors add to it."""

from __future__ import annotations

from pipeline.signature import version

Header = tuple[tuple[str, str], ...]

_ORDER = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
    "X-Generator",
    "X-Source-Language",
    "X-MT-Engine",
    "X-Glossary-Hash",
)


def header(
    existing: Header = (),
    *,
    project: str,
    engine: str,
    glossary: str,
    created: str,
    revised: str,
) -> Header:
    """All fields of a catalog's header, in order.

    Fields already there keep their place, and those that belong to people keep their value; missing ones are put in
    where gettext would write them. Dates look like ``2025-01-31 09:00+0000``.
    """
    ours = {
        "POT-Creation-Date": created,
        "PO-Revision-Date": revised,
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Generator": f"taiyaku {version()}",
        "X-Source-Language": "ja",
        "X-MT-Engine": engine,
        "X-Glossary-Hash": glossary,
    }
    proposed = {
        "Project-Id-Version": project,
        "Report-Msgid-Bugs-To": "",
        "Last-Translator": "Automatically generated",
        "Language-Team": "none",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    fields = [(name, ours.get(name, value)) for name, value in existing]
    for place, name in enumerate(_ORDER):
        names = [present for present, _ in fields]
        if name in names:
            continue
        before = [names.index(earlier) for earlier in _ORDER[:place] if earlier in names]
        value = ours[name] if name in ours else proposed[name]
        fields.insert(max(before, default=-1) + 1, (name, value))
    return tuple(fields)


def field(existing: Header, name: str) -> str:
    """A field's value, or "" when it is missing."""
    return next((value for present, value in existing if present == name), "")
