"""Files written so that nobody ever sees half of one, and two runs never write the same one at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OutputError

if sys.platform != "win32":
    import fcntl

LOCK_TIMEOUT = 30.0
"""Seconds to wait for another run that holds a file."""


def atomic_write(path: Path | str, data: bytes) -> bool:
    """Put ``data`` at ``path``, all or nothing; False when the file already held exactly that.

    Makes missing folders, follows symbolic links, keeps the mode. After a crash the file is the old or the new one.
    Raises OutputError.
    """
    target = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file() and target.read_bytes() == data:
            return False
        name = target.with_name(f".taiyaku-{os.getpid()}-{secrets.token_hex(4)}.tmp")
        with name.open("xb") as stream:
            temporary = name
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(target.stat().st_mode & 0o7777)
        os.replace(temporary, target)  # noqa: PTH105 - one name for tests to break
        temporary = None
        _sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path}: cannot write: {reason}; the file is as it was; check the disk and permissions, then run again"
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
    return True


@contextlib.contextmanager
def locked(path: Path | str, *, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Hold ``path`` against other runs while the body works. Advisory: editors do not look at it.

    The lock file stands beside the real file and is removed afterwards. Where the system locks files, a lock dies
    with its process; elsewhere a file that exists is the lock. Raises OutputError after ``timeout`` seconds.
    """
    real = Path(os.path.realpath(path))
    lock = _lock_path(real)
    deadline = time.monotonic() + timeout
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        while (descriptor := _acquire(lock)) is None:
            if time.monotonic() >= deadline:
                raise OutputError(f"{path}: in use by {_holder(lock)}; {_CURE.format(lock)}, then run again")
            time.sleep(0.05)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot lock: {error.strerror or error}; check that its folder can be written"
        ) from error
    try:
        yield
    finally:
        _release(lock, descriptor)


if (
    sys.platform == "win32"
):  # an open file cannot be deleted there, and nothing locks whole files: existence is the lock
    _CURE = "wait for it to end, or delete {} if it no longer runs"

    def _acquire(lock: Path) -> int | None:
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        except (FileExistsError, PermissionError):
            return None
        os.write(descriptor, str(os.getpid()).encode())
        return descriptor

    def _release(lock: Path, descriptor: int) -> None:
        os.close(descriptor)
        with contextlib.suppress(OSError):
            lock.unlink()

else:
    _CURE = "wait for it to end"

    def _acquire(lock: Path) -> int | None:
        """A descriptor that holds the lock, or None while another holds it."""
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        held = False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The name may have been removed, or given to a new file, between the two calls above.
            with contextlib.suppress(FileNotFoundError):
                held = os.path.samestat(os.fstat(descriptor), lock.stat())
            if held:
                os.ftruncate(descriptor, 0)
                os.write(descriptor, str(os.getpid()).encode())
        except BlockingIOError:
            return None
        finally:
            if not held:
                os.close(descriptor)
        return descriptor if held else None

    def _release(lock: Path, descriptor: int) -> None:
        with contextlib.suppress(OSError):
            lock.unlink()  # while still held: whoever waits on it finds its name gone and starts over
        os.close(descriptor)


def _holder(lock: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return f"process {int(lock.read_text())}"
    return "another process"


def _lock_path(real: Path) -> Path:
    name = f".{real.name}.lock"
    if len(os.fsencode(name)) > 255:  # the longest file name most systems take
        name = f".taiyaku-{hashlib.sha256(os.fsencode(real.name)).hexdigest()[:16]}.lock"
    return real.with_name(name)


def _sync_folder(folder: Path) -> None:
    """Best effort: not every system lets a folder be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
