"""A content-addressed cache of arrays and JSON-like values, shared by every stage that is slow.

The key is a digest of everything that decides the result (data, parameters, and the source of the code that computes
it), so an entry is never stale, only unused. Entries are written beside and moved into place; each carries a digest of
its own bytes, and one that does not match is thrown away and made again. The folder is the user's cache folder, or
`MNEMO_CACHE`; after each run the entries that were used longest ago go until the rest fits into `LIMIT_BYTES`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import tempfile
from collections.abc import Callable
from functools import cache as once
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

LIMIT_BYTES = 2 << 30

T = TypeVar("T")


def folder() -> Path:
    """Return where entries live; `MNEMO_CACHE` overrides the platform's user cache folder."""
    import platformdirs

    return Path(os.environ.get("MNEMO_CACHE") or platformdirs.user_cache_dir("mnemo"))


def digest(*parts: Any) -> str:
    """Return the SHA-256 of a canonical form of nested plain values, dataclasses by repr, and arrays."""
    h = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            h.update(f"{part.dtype}{part.shape}".encode())
            h.update(np.ascontiguousarray(part).tobytes())
        elif isinstance(part, bytes | bytearray):
            h.update(part)
        else:
            h.update(repr(part).encode())
        h.update(b"\0")
    return h.hexdigest()


def code_digest(*modules: ModuleType) -> str:
    """Digest the source of modules and the versions of numpy and scipy: changed code does not find old results."""
    return digest(_versions(), *(Path(str(m.__file__)).read_bytes() for m in modules))


@once
def _versions() -> list[tuple[str, str]]:
    return [(name, version(name)) for name in ("numpy", "scipy")]


def memo(space: str, key: str, make: Callable[[], T]) -> T:
    """Return the value stored under `space`/`key`, or `make()`, which is then stored. An unusable cache is no error."""
    value = read(space, key)
    if value is None:
        value = make()
        write(space, key, value)
    return value


def read(space: str, key: str) -> Any | None:
    """Return the stored value, or None where there is none or it is damaged."""
    path = _path(space, key)
    with contextlib.suppress(OSError), path.open("rb") as file:
        os.utime(path)  # its last use; many file systems don't note when a file is read
        stored = file.read(32)
        if hashlib.file_digest(file, "sha256").digest() == stored:
            file.seek(32)
            return _Unpickler.load_from(file)
    return None


def write(space: str, key: str, value: Any) -> None:
    body = pickle.dumps(value, protocol=5)
    _put_in_place(_path(space, key), hashlib.sha256(body).digest(), body)


def _put_in_place(path: Path, *parts: bytes | memoryview) -> bool:
    """Write a file beside its place and move it there. Tell whether it worked: a full disk must not stop the song."""
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as f:
            f.writelines(parts)
        Path(beside).replace(path)
    except OSError:
        if beside is not None:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
        return False
    return True


class KeptArray(NamedTuple):
    """A stored array by the name of its content. `load` maps it, read-only.

    Only what is read of it takes memory, and only as long as the array that the call returns lives.
    """

    name: str
    load: Callable[[], NDArray[Any]]


def keep_array(space: str, array: NDArray[Any]) -> KeptArray | None:
    """Store a large array as a file that is mapped; None where there is no room."""
    made = io.BytesIO()
    np.lib.format.write_array_header_1_0(made, np.lib.format.header_data_from_array_1_0(array))
    body = np.ascontiguousarray(array).data.cast("B")
    digest = hashlib.sha256(made.getvalue())
    digest.update(body)
    name = digest.hexdigest()
    return _open_array(space, name) if _put_in_place(_path(space, name), made.getvalue(), body) else None


def map_array(space: str, name: str) -> KeptArray | None:
    """Return a stored array; None where it is missing or damaged."""
    return _open_array(space, name, check=True)


def _open_array(space: str, name: str, check: bool = False) -> KeptArray | None:
    path = _path(space, name)
    try:
        file = path.open("rb", buffering=0)
        os.utime(path)
    except OSError:
        return None
    if check and hashlib.file_digest(file, "sha256").hexdigest() != name:
        file.close()
        return None
    file.seek(0)
    np.lib.format.read_magic(file)
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    return KeptArray(name, partial(np.memmap, file, kind, "r", file.tell(), shape))


class Entry(NamedTuple):
    """A stored value: its space, its file, its size, and when it was last used (seconds since 1970)."""

    space: str
    path: str
    size_bytes: int
    used_s: float


def entries() -> list[Entry]:
    """Return everything that is stored, in no order."""
    found = []
    for space in _list_folder(folder()):
        for shelf in _list_folder(space):
            for entry in _list_folder(shelf):
                with contextlib.suppress(OSError):  # another run removed it just now
                    stat = entry.stat()
                    found.append(Entry(space.name, entry.path, stat.st_size, stat.st_mtime))
    return found


def _list_folder(path: os.PathLike[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as found:
            return list(found)
    except OSError:  # no folder, or it is gone
        return []


def trim(limit_bytes: int = LIMIT_BYTES) -> int:
    """Remove the entries that were used longest ago until the rest fits. Returns how many went."""
    total = removed = 0
    for entry in sorted(entries(), key=lambda entry: (entry.used_s, entry.path), reverse=True):
        total += entry.size_bytes
        if total > limit_bytes:
            with contextlib.suppress(OSError):  # Windows keeps a file that another run reads
                Path(entry.path).unlink()
                removed += 1
    return removed


def clear() -> int:
    """Remove every entry. Returns how many there were; what else lies in the folder stays."""
    return trim(-1)


def _path(space: str, key: str) -> Path:
    return folder() / space / key[:2] / key


class _Unpickler(pickle.Unpickler):
    """Loads plain values, numpy arrays and mnemo's own nouns, nothing that could run code."""

    _NUMPY = ("dtype", "ndarray", "_reconstruct", "_frombuffer", "scalar")

    def find_class(self, module: str, name: str) -> Any:
        if module in ("mnemo.model", "mnemo.styles.parts") or (module.split(".")[0] == "numpy" and name in self._NUMPY):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")

    @classmethod
    def load_from(cls, file: BinaryIO) -> Any | None:
        try:
            return cls(file).load()
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            return None
