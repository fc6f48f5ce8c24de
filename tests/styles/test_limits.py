"""What makes no sense in a style is one line, before any work: where it stands, and what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mnemo import styles
from mnemo.errors import StyleError
from mnemo.runtime.resources import styles_folder

BASE = (styles_folder() / "technopop.toml").read_text("utf-8")

WRONG = {
    ("pan = 0.25", "pan = 3"): r"pan must be from -1 to 1, not 3",
    ("resonance_db = 4,", "resonance_db = nan,"): r"resonance_db must be a number, not nan",
    ('wave = "saw", level_db = -2', 'wave = "swa", level_db = -2'): r"wave: there is no swa; did you mean saw\?",
    ("bend_s = 0.022", "bend_s = 0"): r"sound\.kit\.kick\.tone\[1\]\.bend_s must be from 0\.0001",
    ("low_hz = 1400", "low_hz = 14000"): r"low_hz \(14000\) must be below high_hz \(11000\)",
    ("slope_db = 12", "slope_db = 18"): r"slope_db must be one of 12, 24, not 18",
    ("bursts_s = [0.0, 0.011, 0.023]", "bursts_s = []"): r"bursts_s needs 1 items or more, not 0",
    ("voices = 7", "voices = 70"): r"voices must be from 1 to 16, not 70",
    ("loudness_lufs = -14", "loudness_lufs = 14"): r"loudness_lufs must be from -40 to -5, not 14",
    ("vibrato_hz = 5.3", "vibrato_hz = 53"): r"sound\.singers\.second\.vibrato_hz must be from 1 to 12, not 53",
    (
        "formant_shift_semitones = 0.6",
        "formant_shift_semitones = 60",
    ): r"semitones must be from -12 to 12, not 60",
    ("vibrato_cents = 14", 'vibrato_cents = "a lot"'): r"vibrato_cents must be a number",
    ("most_db = ", "deepest_db = "): r"unknown key deepest_db",
    ("bpm = ", "bpm = 9"): r"bpm must be from 60 to 240, not",
    ('ink = "#', 'ink = "'): r"is no colour; write it as #rrggbb",
}


@pytest.mark.parametrize(("edit", "message"), WRONG.items(), ids=[edit[1] for edit in WRONG])
def test_each_mistake_is_one_line_with_its_place(edit: tuple[str, str], message: str, tmp_path: Path) -> None:
    right, wrong = edit
    assert right in BASE
    path = tmp_path / "mine.toml"
    path.write_text(BASE.replace(right, wrong, 1), "utf-8")
    with pytest.raises(StyleError, match=message) as caught:
        styles.load(str(path))
    assert "\n" not in str(caught.value)
    line = caught.value.place.line
    written = path.read_text("utf-8").splitlines()
    # inline tables are found by the nearest key that begins a line
    nearest = " ".join(written[max(0, line - 1) : line + 4])
    assert wrong.split(" = ")[0] in nearest


def test_every_style_that_comes_with_mnemo_is_within_limits() -> None:
    for name in styles.names():
        assert styles.load(name).sound.instruments


UNNAMED = {
    ("[sound.instruments.bass]", "[sound.instruments.basss]"): (
        r"music\.band\.intro\.bass needs \[sound\.instruments\.bass\]; did you mean",
        "bass = ",
    ),
    ("[sound.kit.snare]", "[sound.kit.snair]"): (
        r"music\.band\..*\.(drums|fill) needs \[sound\.kit\.snare\]; did you mean snair\?",
        "drums = |fill = ",
    ),
    ("[sound.singers.double]", "[sound.singers.dubble]"): (
        r"sound\.singers\.dubble: there is no 'dubble'; known: double, harmony, lead, second",
        r"\[sound\.singers\.dubble\]",
    ),
    ("[music.section.verse]", "[music.section.outro]"): (r"mine has no table \[music\.section\.verse\]", ""),
}


@pytest.mark.parametrize(("edit", "expected"), UNNAMED.items(), ids=[edit[1] for edit in UNNAMED])
def test_what_one_table_names_another_must_hold(
    edit: tuple[str, str], expected: tuple[str, str], tmp_path: Path
) -> None:
    """Found when the style is read; the place is where the name is asked for."""
    path = tmp_path / "mine.toml"
    assert edit[0] in BASE
    path.write_text(BASE.replace(*edit), "utf-8")
    with pytest.raises(StyleError, match=expected[0]) as caught:
        styles.load(str(path))
    assert caught.value.place is not None
    assert re.match(expected[1], path.read_text("utf-8").splitlines()[caught.value.place.line - 1])
