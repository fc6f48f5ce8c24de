"""Voices are found by name; what is wrong with a name or an option is said in one line."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from mnemo.errors import ArgumentError, MissingPartError
from mnemo.sound import voices


def test_every_module_is_a_voice_with_a_licence() -> None:
    assert "test" in voices.names()
    for name in voices.names():
        source = f"mnemo.sound.voices.{name.replace('-', '_')}"
        module = __import__(source, fromlist=["voice"])
        assert callable(module.voice), source


@pytest.mark.parametrize("name", ["alpha", "kumo", "mei", "test"])
def test_a_draft_is_meis_in_the_tessitura_of_the_voice(name: str) -> None:
    voice = voices.load(name)
    draft = voices.load_draft_of(voice)
    assert draft.name == "mei"
    assert voices.tessitura(draft) == voices.tessitura(voice)


def test_unknown_voice_names_the_nearest() -> None:
    with pytest.raises(ArgumentError, match=r"no voice tset; did you mean test\?"):
        voices.load("tset")


def test_unknown_option_is_an_error() -> None:
    with pytest.raises(ArgumentError, match="the voice test has no option pitch; it takes none"):
        voices.load("test", pitch="440")


def test_a_voice_loads_beside_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()

    class Heavy:
        def load(self) -> None:
            loaded.set()
            raise MissingPartError("nobody is there to hear this")

    monkeypatch.setattr(voices, "count_cores", lambda: 2)
    voices.start_loading(voices.load("test"))  # which has nothing to load
    voices.start_loading(Heavy())  # type: ignore[arg-type]
    assert loaded.wait(10)


def test_on_one_core_nothing_is_loaded_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[int] = []
    monkeypatch.setattr(voices, "count_cores", lambda: 1)
    voices.start_loading(SimpleNamespace(load=lambda: loaded.append(1)))  # type: ignore[arg-type]
    assert not loaded
