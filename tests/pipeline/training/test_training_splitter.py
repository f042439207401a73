"""The splitter inside the package, judged by the library that loads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pipeline.training.splitter import splitter_model

CASES = {
    "今日は雨だ。明日は晴れだ。": ["今日は雨だ。", "明日は晴れだ。"],
    "「本気だ。」と述べた。彼は去った！？そして": ["「本気だ。」と述べた。", "彼は去った！？", "そして"],
    "彼は「本気だ。」　次の文。": ["彼は「本気だ。」", "次の文。"],
    "短い": ["短い"],
    "一つ目。\n\n二つ目。": ["一つ目。", "二つ目。"],
    "あ" * 1500 + "。い": ["あ" * 1500 + "。", "い"],
}

PROBE = """
import json, sys
from minisbd import SBDetect
detector = SBDetect(sys.argv[1], use_gpu=False)
print(json.dumps([[s.strip() for s in detector.sentences(text)] for text in json.load(sys.stdin)]))
"""


def test_minisbd_splits_with_it(tmp_path: Path) -> None:
    """In a process of its own with an empty HOME: onnxruntime leaves files there."""
    path = tmp_path / "ja.onnx"
    path.write_bytes(splitter_model())
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)],
        input=json.dumps(list(CASES)),
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == list(CASES.values())


def test_same_bytes_every_time() -> None:
    assert splitter_model() == splitter_model()
    assert len(splitter_model()) < 5000
