"""An open file in, the same file for this process alone for a while; on POSIX and on Windows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
    import time

    _FAR = 1 << 40  # behind any text: a locked byte cannot be read by others

    @contextmanager
    def locked(file: BinaryIO) -> Iterator[None]:
        """Wait until no other process holds ``file``, then hold it."""
        file.seek(_FAR)
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                break
            except OSError:
                time.sleep(0.02)
        try:
            yield
        finally:
            file.flush()
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

    @contextmanager
    def held_now(file: BinaryIO) -> Iterator[bool]:
        """Hold ``file`` if nobody else does, and say whether that is so; a process that ends lets go of it."""
        place = file.tell()
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            file.seek(place)
            yield False
            return
        file.seek(place)
        try:
            yield True
        finally:
            file.flush()
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    @contextmanager
    def locked(file: BinaryIO) -> Iterator[None]:
        """Wait until no other process holds ``file``, then hold it."""
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            file.flush()
            fcntl.flock(file, fcntl.LOCK_UN)

    @contextmanager
    def held_now(file: BinaryIO) -> Iterator[bool]:
        """Hold ``file`` if nobody else does, and say whether that is so; a process that ends lets go of it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        try:
            yield True
        finally:
            file.flush()
            fcntl.flock(file, fcntl.LOCK_UN)


def synced(file: BinaryIO) -> None:
    """Write everything through to the disk."""
    file.flush()
    os.fsync(file.fileno())
