"""The README.md inside a package: what the model is, what it was made from, under which licences, how good it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.training.corpus import SourceReport

SHARE_ALIKE = "CC BY-SA"


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says. ``scores`` is a ready-made table; ``notes`` are free lines, e.g. how it was trained."""

    name: str
    version: str
    network: str
    size_mb: float
    training: str
    sources: tuple[SourceReport, ...] = ()
    scores: str = ""
    notes: tuple[str, ...] = ()


def model_licence(licences: Iterable[str]) -> str:
    """The licence of a model trained on text under ``licences``: share-alike if any of them is.

    Where no source is known, the stricter one is named.
    """
    licences = tuple(licences) or (SHARE_ALIKE,)
    alike = any(SHARE_ALIKE in licence.replace("-", " ").replace("CC BY SA", SHARE_ALIKE) for licence in licences)
    return "CC BY-SA 4.0" if alike else "CC BY 4.0"


def describe_network(cfg: Mapping[str, int | float]) -> str:
    """The sizes of a checkpoint's network in words."""
    return "{enc}+{dec} layers, width {d}, {h} heads, inner {ff}, {V} pieces".format(**cfg)


def render_card(card: Card) -> str:
    """The card as Markdown; the same card always gives the same text."""
    licence = model_licence(source.licence for source in card.sources)
    lines = [
        f"# {card.name} {card.version}: Japanese → English, term-aware",
        "",
        f"Licence of the model: {licence}, with attribution to the sources below.",
        "",
        "## Model",
        f"* {card.network}; CTranslate2 int8, {card.size_mb:.1f} MB",
        f"* {card.training}",
        *(f"* {note}" for note in card.notes),
        "",
        "## Terms",
        "The model knows the symbols `⟦0⟧` … `⟦15⟧`, `⟪` and `⟫`. A term sent as `⟦3⟧専門家パネル⟪Panel of Experts⟫`",
        "is answered by `⟦3⟧`, to be replaced by the English; `⟦3⟧` alone works too, and",
        "`専門家パネル⟪Panel of Experts⟫` is a wish the model may inflect. Text without symbols is translated",
        "as by any other Argos model.",
        "",
        "## Use",
        "An Argos Translate package: `argospm install FILE.argosmodel`, or give the file to taiyaku with `--model`.",
        "It brings a rule-based sentence splitter (`minisbd/ja.onnx`), so plain Argos Translate fetches nothing either.",
        "",
        "## Training data",
    ]
    if card.sources:
        lines += ["| source | pairs | licence |", "|---|---:|---|"]
        lines += [f"| {s.name} | {s.kept} | {s.licence} |" for s in card.sources]
        lines += ["", "No pair shares 13 Japanese characters or 8 English words in a row with an evaluation set."]
    else:
        lines.append("Not recorded.")
    lines += ["", "## Scores", "", *(["```", card.scores.rstrip("\n"), "```"] if card.scores else ["Not measured."])]
    return "\n".join(lines) + "\n"
