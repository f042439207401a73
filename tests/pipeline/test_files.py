from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from pipeline.adapters.files import atomic_write, locked
from pipeline.errors import OutputError

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks and signals")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_and_says_whether_it_did(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.po"
    assert atomic_write(path, b"one")
    assert not atomic_write(path, b"one")
    assert atomic_write(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["a.po"]


@posix
def test_keeps_the_mode_and_follows_links(tmp_path: Path) -> None:
    real = tmp_path / "real.po"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "link.po"
    link.symlink_to(real)
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@posix
def test_a_new_file_obeys_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic_write(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_full_disk_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OutputError) as caught:
        atomic_write(path, b"new")
    monkeypatch.undo()
    assert str(caught.value).startswith(f"{path}: cannot write: No space left")
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.po"]


def test_a_folder_that_cannot_be_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot write"):
        atomic_write(tmp_path / "file" / "a.po", b"x")
    with pytest.raises(OutputError, match="cannot lock"), locked(tmp_path / "file" / "a.po"):
        pass
    with pytest.raises(OutputError, match="cannot write"):
        atomic_write(tmp_path, b"x")
    assert names(tmp_path) == ["file"]


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_an_output_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot write"):
            atomic_write(tmp_path / "a", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_lock_excludes_names_the_holder_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    with locked(path):
        with pytest.raises(OutputError, match=f"in use by process {os.getpid()}; wait"), locked(path, timeout=0.1):
            pass
        assert len(names(tmp_path)) == 1
    assert names(tmp_path) == []
    with locked(path, timeout=0):
        pass
    assert names(tmp_path) == []


def test_lock_is_released_by_an_error_and_takes_long_names(tmp_path: Path) -> None:
    path = tmp_path / ("港" * 84 + ".p")
    with pytest.raises(ValueError, match="body"), locked(path):
        raise ValueError("body")
    with locked(path, timeout=0):
        atomic_write(path, b"x")
    assert names(tmp_path) == [path.name]


def _count_up(path: Path, times: int) -> None:
    for _ in range(times):
        with locked(path):
            atomic_write(path, str(int(path.read_bytes()) + 1).encode())


@posix
def test_processes_and_threads_never_lose_each_others_work(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_bytes(b"0")
    spawn = multiprocessing.get_context("spawn")
    workers: list[multiprocessing.process.BaseProcess | threading.Thread] = [
        *(spawn.Process(target=_count_up, args=(path, 15)) for _ in range(2)),
        *(threading.Thread(target=_count_up, args=(path, 15)) for _ in range(2)),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert path.read_bytes() == b"60"
    assert names(tmp_path) == ["count"]


@posix
@pytest.mark.parametrize("at", ["fsync", "replace"])
def test_kill_9_before_the_rename_keeps_the_old_file_and_frees_the_lock(tmp_path: Path, at: str) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    script = f"""
        import os, signal
        from pipeline.adapters.files import atomic_write, locked
        os.{at} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        with locked({str(path)!r}):
            atomic_write({str(path)!r}, b"new")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert path.read_bytes() == b"old"
    with locked(path, timeout=0):
        assert atomic_write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [name for name in names(tmp_path) if not name.endswith(".tmp")] == ["a.po"]
