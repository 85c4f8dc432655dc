"""Run by test_kills.py: exchanges in forks that kill themselves before each of their changes to the disk; JSON out."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from app.importing import exchange
from app.importing.folder import Place, banks_in
from kg.stores.file import write_whole

OLD = {"a.md": b"old a" * 5000, "same.md": b"same", "sub/gone.md": b"gone"}
NEW = {"a.md": b"new a" * 5000, "same.md": b"same", "other/b.md": b"new b"}
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}


def main(folder: Path) -> None:
    """Cut an exchange off before its first, second, … change, and the end of the work after it likewise."""
    cut = 0
    while True:
        cut += 1
        place = _fresh(folder / str(cut))
        done = _forked(lambda place=place: _exchange(place), cut)
        cut_off = _state(place)
        again = not done and _forked(lambda place=place: exchange.finish(place, _put(place)), 1 + cut * 7 % 12)
        twice = _state(place)
        exchange.finish(place, _put(place))
        exchange.tidy(place)
        ended = _state(place)
        _tell({"cut": cut, "whole": _parts(cut_off) and _parts(twice), "end": _name(ended), "again": again})
        if _name(ended) == "new" and _kept(place) != (OLD, b"old graph"):
            _tell({"cut": cut, "whole": False, "end": "previous is not the old one"})
        left = [str(one) for one in place.banks.rglob("*") if place.previous not in one.parents and one.is_file()]
        left = [one for one in left if not one.endswith((".md", ".gitignore"))]
        if left:
            _tell({"cut": cut, "whole": False, "end": f"left behind: {left}"})
        if done:
            return


def _tell(record: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def _fresh(folder: Path) -> Place:
    for name, data in OLD.items():
        file = folder / "banks" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (folder / "graph.json").write_bytes(b"old graph")
    return Place(folder / "banks", str(folder / "graph.json"))


def _exchange(place: Place) -> None:
    prepared = exchange.prepare(place, NEW)
    (prepared / exchange.GRAPH).write_bytes(b"new graph")
    exchange.keep(place, prepared, Path(place.store), {"kind": "import", "banks": ["b"]})
    exchange.decide(place, prepared)
    exchange.finish(place, _put(place))


def _put(place: Place) -> Callable[[Path], None]:
    return lambda file: write_whole(Path(place.store), [file.read_bytes()])


def _forked(work: Callable[[], None], cut: int) -> bool:
    """Whether the work ended before its change number ``cut``, before which it is killed."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    count = 0

    def before(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in CHANGES:
            count += 1
            if count == cut:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(before)
    work()
    os._exit(0)


def _state(place: Place) -> tuple[dict[str, bytes], bytes]:
    banks = {name: file.read_bytes() for name, file in banks_in(place.banks).items()}
    return banks, Path(place.store).read_bytes()


def _kept(place: Place) -> tuple[dict[str, bytes], bytes]:
    banks = {name: file.read_bytes() for name, file in banks_in(place.previous / "banks").items()}
    return banks, (place.previous / exchange.BEFORE).read_bytes()


def _parts(state: tuple[dict[str, bytes], bytes]) -> bool:
    """Whether every file is the old or the new one from its first byte to its last."""
    files = all(data in (OLD.get(name), NEW.get(name)) for name, data in state[0].items())
    return files and state[1] in (b"old graph", b"new graph")


def _name(state: tuple[dict[str, bytes], bytes]) -> str:
    names = {"old": (OLD, b"old graph"), "new": (NEW, b"new graph")}
    return next((name for name, each in names.items() if each == state), f"mixed: {sorted(state[0])}, {state[1]!r}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    shutil.rmtree(sys.argv[1])
