"""A whole release of the small test song, made once, and the value that its formats were written from."""

from __future__ import annotations

from typing import Any

import pytest

from mnemo.exports import publish
from mnemo.exports.release.choice import Choice, make_plan
from mnemo.exports.release.format import Material, Song
from mnemo.exports.song import assemble_song
from mnemo.model import Release
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score


def make_song(**replaced: object) -> Song:
    """The test song as formats see it; `replaced` gives another proven, score or performance."""
    score: Any = replaced.get("score") or a_score()
    proven: Any = replaced.get("proven") or a_proven()
    performance: Any = replaced.get("performance") or a_performance(score)
    material = Material(proven, score, performance, load("technopop"))
    return assemble_song(material, make_plan(Choice(["video"]), material).made)


@pytest.fixture(scope="session")
def demo_song() -> Song:
    return make_song()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Release:
    score = a_score()
    out = tmp_path_factory.mktemp("release")
    return publish(a_proven(), score, a_performance(score), load("technopop"), out)
