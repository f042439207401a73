"""Our own cases of English forms: text files under tests/data/surface, one case a line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary import Article, Case, Concept, TermMatch
from pipeline.mask import Filled
from pipeline.mentions import Passage

FOLDER = Path(__file__).parents[1] / "data" / "surface"


@dataclass(frozen=True)
class FormCase:
    """A term, a text with @ where the model left it (~ where it wrote the short form), and the English wanted."""

    place: str
    concept: Concept
    text: str
    expected: str


def rows(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    path = FOLDER / f"{name}.tsv"
    numbered = [
        (number, line)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line and not line.startswith("#")
    ]
    reader = csv.DictReader((line for _, line in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row, (number, _) in zip(reader, numbered[1:], strict=True):
        yield f"{name}.tsv:{number}", row


def cases(name: str) -> list[FormCase]:
    found = []
    for place, row in rows(name):
        concept = Concept(
            source="語",
            targets=(row["target"],),
            plural=row["plural"],
            article=Article(row["article"]),
            case=Case(row["case"]),
            short=row["short"],
        )
        expected = row["text"] if row["expected"] == "=" else row["expected"]
        found.append(FormCase(place, concept, row["text"], expected.replace("@", concept.target)))
    return found


def filled(text: str, concept: Concept) -> Filled:
    """The text with the term at each @."""
    out, spans = "", []
    for number, part in enumerate(text.split("@")):
        if number:
            match = TermMatch(number - 1, number, "語", concept)
            spans.append((len(out), len(out) + len(concept.target), match))
            out += concept.target
        out += part
    return Filled(out, tuple(spans), 0, 0)


def document(case: FormCase) -> list[Passage]:
    """The sentences of a case as passages."""
    concept = case.concept
    made = []
    for number, part in enumerate(case.text.split(" / ")):
        kind, _, rest = part.rpartition(": ") if part[:3] in ("H: ", "T: ") else ("", "", part)
        count = rest.count("@") + rest.count("~")
        matches = tuple(TermMatch(2 * i, 2 * i + 1, "語", concept) for i in range(count))
        text = rest.replace("@s", concept.plural) if concept.plural else rest
        text = text.replace("@", concept.target).replace("~", concept.short)
        if concept.case is Case.LOWER:
            text = text[:1].upper() + text[1:]
        made.append(Passage(f"{'語は' * count}{number}", text, matches, owned=kind != "H", running=kind != "T"))
    return made
