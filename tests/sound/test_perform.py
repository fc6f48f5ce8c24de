"""From score to performance, with the fast voice, for every style."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.dsp import loudness, peaks
from mnemo.model import Performance, Rendering
from mnemo.quality import mix as measure
from mnemo.runtime import cache
from mnemo.sound import TAIL_S, mix, perform, voices
from tests.builders import a_score
from tests.instruments import mix as instruments

SCORE = a_score()


@pytest.fixture(scope="module", params=styles.names())
def performance(request: pytest.FixtureRequest) -> Performance:
    return perform(SCORE, voices.load("test"), styles.load(request.param))


def test_the_master_is_as_loud_as_the_style_asks(performance: Performance) -> None:
    assert loudness.measure_loudness(performance.master, performance.sample_rate) == pytest.approx(-14.0, abs=0.1)
    assert peaks.measure_true_peak_db(performance.master) <= -1.5
    assert measure.count_clipped_samples(performance.master) == 0
    assert measure.measure_dc_offset(performance.master) < 1e-3


def test_everything_is_as_long_as_the_song_and_its_tail(performance: Performance) -> None:
    length = units.ticks_to_samples(SCORE.end_ticks, SCORE.us_per_beat) + units.s_to_samples(TAIL_S)
    assert {len(performance.master), len(performance.karaoke), *(len(s.audio) for s in performance.stems)} == {length}
    assert instruments.tail_db(performance.master, performance.sample_rate) < -60


def test_the_mix_is_recoverable_and_the_mastering_repeatable(performance: Performance) -> None:
    assert performance.mastering is not None
    singing = [stem for stem in performance.stems if stem.group != "band"]
    whole, _ = mix.sum_stems([*singing, performance.band])
    assert mix.sum_stems(performance.stems)[0] == pytest.approx(whole, abs=3e-6)  # -110 dBFS
    assert np.array_equal(performance.mastering.apply(whole), performance.master)


@pytest.mark.parametrize("rendering", [Rendering.TIMES, Rendering.SONG])
def test_a_part_of_a_performance_is_as_in_the_whole(performance: Performance, rendering: Rendering) -> None:
    style = styles.load("technopop")
    whole, part = perform(SCORE, voices.load("test"), style), perform(SCORE, voices.load("test"), style, rendering)
    assert part.lines == whole.lines
    assert part.credits == whole.credits
    assert part.karaoke.shape == part.master.shape == whole.master.shape
    assert not part.karaoke.any()
    assert np.array_equal(part.master, whole.master) == (rendering is Rendering.SONG)
    assert bool(part.quality) == (rendering is Rendering.SONG)


def test_an_edited_song_sounds_as_one_made_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit by bit, though notes and takes of the song before are in the cache."""
    style, voice = styles.load("technopop"), voices.load("test")
    lead = SCORE.lead
    notes = (*lead.notes[:-1], dataclasses.replace(lead.notes[-1], midi=lead.notes[-1].midi + 1))
    edited = dataclasses.replace(SCORE, vocals=(dataclasses.replace(lead, notes=notes), *SCORE.vocals[1:]))
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "shared"))
    before, stored = perform(SCORE, voice, style), len(cache.entries())
    after = perform(edited, voice, style)
    assert len(cache.entries()) - stored == 3  # of the edited passage: its powers, those without sibilants, its audio
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "empty"))
    anew = perform(edited, voice, style)
    assert not np.array_equal(before.master, after.master)
    assert np.array_equal(after.master, anew.master)
    assert np.array_equal(after.karaoke, anew.karaoke)
    assert after.quality == anew.quality


def test_every_mora_has_its_time(performance: Performance) -> None:
    assert len(performance.times) == len(SCORE.lead.notes)


def test_quality_is_json(performance: Performance) -> None:
    found = json.loads(json.dumps(performance.quality))["mix"]
    assert found["loudness_lufs"] == pytest.approx(-14.0, abs=0.1)
    assert found["words_over_band_median_db"] > 4


def test_bytes_do_not_depend_on_threads_or_cores() -> None:
    """Once as it comes, once with a single core and a single thread in every library."""
    code = (
        "import hashlib, os\n"
        "from mnemo import styles\n"
        "from mnemo.sound import perform, voices\n"
        "from tests.builders import a_score\n"
        "p = perform(a_score(), voices.load('test'), styles.load('technopop'))\n"
        "print(hashlib.sha256(p.master.tobytes() + b''.join(s.audio.tobytes() for s in p.stems)).hexdigest())\n"
    )
    pinned = "import os; os.cpu_count = lambda: 1\n" + code
    digests = [
        subprocess.run(
            [sys.executable, "-c", text], env={**os.environ, **more}, capture_output=True, text=True, check=True
        ).stdout
        for text, more in ((code, {}), (pinned, {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}))
    ]
    assert digests[0] == digests[1] != ""
