"""The symbols a term-aware model is trained on; each is one piece of its vocabulary.

``⟦k⟧ja⟪en⟫`` in the source is answered by ``⟦k⟧``; ``⟦k⟧`` alone is the bare form; ``ja⟪en⟫`` without an index is a
wish the model may inflect. None of them is touched by SentencePiece's NFKC rules.
"""

from __future__ import annotations

from pipeline.ports import Markup

PLACEHOLDERS = tuple(f"⟦{index}⟧" for index in range(16))
OPENING, CLOSING = "⟪", "⟫"
MARKUP = Markup(PLACEHOLDERS, OPENING, CLOSING)
RESERVED = "⟦⟧⟪⟫⟨⟩"
"""Characters no training text may contain of itself."""

PAD, UNK, BOS, EOS = 0, 1, 2, 3


def tag_symbol(tag: str) -> str:
    """The piece that opens every source of a tagged corpus, e.g. ``⟨mt⟩`` for machine-made Japanese."""
    return f"⟨{tag}⟩"
