"""A sentence splitter inside the package, so that plain ``argostranslate`` needs no download either.

argostranslate 1.11 splits a text with MiniSBD, a small ONNX model it fetches at run time unless the package brings one
in ``minisbd/``. Ours is no neural network: two table look-ups and a sum say for each character whether a sentence ends
after it, from the character, the one before and the one after. taiyaku itself splits with GiNZA and never loads it.

ONNX files are protocol buffers (onnx.proto, IR version 8, operator set 13); the few messages needed are written here,
which keeps a package reproducible byte for byte.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence

_ENDS = "。！？!?｡"
_CLOSERS = '」』）)】〉》”"’]'
_PARTICLES = "とっをがはもにのでやなへか、，"  # 「…。」と述べた goes on
_KEEP = ("<PAD>", "<UNK>")


def _varint(value: int) -> bytes:
    out = bytearray()
    value &= (1 << 64) - 1
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _block(field: int, data: bytes | str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _tensor(name: str, dims: Iterable[int], kind: int, raw: bytes) -> bytes:
    shape = b"".join(_number(1, d) for d in dims)
    return _block(5, shape + _number(2, kind) + _block(8, name) + _block(9, raw))


def _floats(name: str, rows: Sequence[tuple[float, ...]]) -> bytes:
    raw = b"".join(struct.pack("<f", v) for row in rows for v in row)
    return _tensor(name, (len(rows), len(rows[0])), 1, raw)


def _ints(name: str, values: list[int]) -> bytes:
    return _tensor(name, (len(values),), 7, b"".join(struct.pack("<q", v) for v in values))


def _node(kind: str, inputs: Iterable[str], output: str, **attributes: int) -> bytes:
    body = b"".join(_block(1, name) for name in inputs) + _block(2, output) + _block(4, kind)
    for name, value in attributes.items():
        body += _block(5, _block(1, name) + _number(3, value) + _number(20, 2))
    return _block(1, body)


def _value(field: int, name: str, kind: int, dims: tuple[str | int, ...]) -> bytes:
    shape = b"".join(_block(1, _block(2, d) if isinstance(d, str) else _number(1, d)) for d in dims)
    return _block(field, _block(1, name) + _block(2, _block(1, _number(1, kind) + _block(2, shape))))


def splitter_model() -> bytes:
    """The bytes of ``minisbd/ja.onnx``."""
    signs = [*_KEEP, *dict.fromkeys(_ENDS + _CLOSERS + _PARTICLES)]

    def weight(sign: str) -> tuple[float, float, float]:
        """What a sign says of an end after itself, after the sign before it, and after the sign behind it."""
        if sign in _ENDS:
            return 2.0, -4.0, 2.0
        if sign in _CLOSERS:
            return -1.0, -4.0, 0.0
        return -9.0, -4.0 if sign in _PARTICLES else 0.0, 0.0

    rows = [(-9.0, 0.0, 0.0) if sign in _KEEP else weight(sign) for sign in signs]
    # classes: 0 goes on, 1 a word ends (unused), 2 a sentence ends
    tables = {
        name: [(0.0, -9.0 if name == "own" else 0.0, row[i]) for row in rows]
        for i, name in enumerate(("own", "next", "last"))
    }
    nodes = [_node("Gather", (f"{name}_table", "units"), name) for name in tables]
    nodes += [
        _node("Slice", ("next", "one", "far", "one"), "next_rest"),
        _node("Slice", ("last", "zero", "minus", "one"), "last_rest"),
        _node("Slice", ("own", "zero", "one", "one"), "first"),
        _node("Sub", ("first", "first"), "nothing"),
        _node("Concat", ("next_rest", "nothing"), "next_moved", axis=1),
        _node("Concat", ("nothing", "last_rest"), "last_moved", axis=1),
        _node("Add", ("own", "next_moved"), "partly"),
        _node("Add", ("partly", "last_moved"), "scores"),
    ]
    graph = b"".join(nodes) + _block(2, "taiyaku-ja-sentences")
    graph += b"".join(_floats(f"{name}_table", table) for name, table in tables.items())
    graph += _ints("zero", [0]) + _ints("one", [1]) + _ints("minus", [-1]) + _ints("far", [2**62])
    graph += _value(11, "units", 7, ("batch", "length")) + _value(11, "features", 1, ("batch", "length", 1))
    graph += _value(12, "scores", 1, ("batch", "length", 3))
    vocabulary = {"lang": "ja", "idx": 0, "cutoff": 0, "lower": False}
    metadata = {
        "lang_code": "ja",
        "config": json.dumps({"feat_funcs": ["start_of_para"], "max_seqlen": 1000, "batch_size": 32}),
        "vocab": json.dumps({**vocabulary, "_unit2id": {s: i for i, s in enumerate(signs)}, "_id2unit": signs}),
        "lexicon": "null",
    }
    model = _number(1, 8) + _block(2, "taiyaku") + _block(7, graph) + _block(8, _block(1, "") + _number(2, 13))
    return model + b"".join(_block(14, _block(1, key) + _block(2, value)) for key, value in metadata.items())
