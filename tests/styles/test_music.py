"""The music of a style file: the shipped ones are whole, and each mistake is one line that says what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo import styles
from mnemo.errors import StyleError
from mnemo.styles import strings

HEAD = 'title = "T"\ndescription = "D"\nbpm = 120\n# beats a minute\nkey = "C major"\n'


def load(tmp_path: Path, text: str) -> styles.Style:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + text, "utf-8")
    return styles.load(str(path))


@pytest.mark.parametrize("name", styles.names())
def test_shipped_styles_name_every_kind_that_a_song_has(name: str) -> None:
    style = styles.load(name)
    kinds = {"intro", "verse", "prechorus", "chorus", "interlude", "bridge", "outro"}
    assert kinds <= set(style.music.band)
    assert {k for k in kinds if style.music.band[k].synth != "hook"} <= set(style.music.section)


def test_styles_differ_in_tempo_and_beat() -> None:
    bpm = {name: styles.load(name).bpm for name in ("technopop", "eurobeat", "vocapop")}
    assert 140 <= bpm["technopop"] <= 150 < 155 <= bpm["eurobeat"] <= 165 < 180 <= bpm["vocapop"] <= 200
    kicks = {styles.load(n).music.drums[styles.load(n).music.band["verse"].drums]["kick"] for n in bpm}
    assert len(kicks) == 3


BROKEN = [
    ('[music.drums.beat]\nkick = "x..."', 7, "music.drums.beat.kick has 4 steps; a bar is 16"),
    ('[music.drums.beat]\nkick = "x...x...x...x..y"', 7, "unknown sign 'y'; known: X x o - ."),
    ('[music.drums.beat]\nkick = "x...x...x...x..."\ngong = "x...x...x...x..."', 8, "there is no 'gong'; known: clap"),
    ('[music.bass]\nrun = "1.2............."', 7, "music.bass.run: unknown sign '2'; known: 1 3 5 7 8 - ."),
    ('[music.arp]\nup = ""', 7, "music.arp.up has 0 steps"),
    ('[music.band.verse]\ndrums = "beat"', 7, "music.band.verse.drums: there is no 'beat'"),
    ('[music.band.verse]\nsynth = "solo"', 7, "there is no 'solo'; known: hook, reply"),
    ('[music.band.verse]\nlate = ["flute"]', 7, "there is no 'flute'; known: arp, bass"),
    ('[music.section.verse]\nharmony = ["IV | H"]', 7, "cannot read the chord H; write it like IV"),
    ('[music.section.verse]\nharmony = ["IV | | V"]', 7, "an empty bar"),
    ("[music.section.verse]\nharmony = []", 6, "needs at least one of each"),
    ('[music.section.verse]\nharmony = ["I"]\nrhythms = ["stride | held"]', 8, "there is no 'stride'; known: none"),
    ('[music.section.verse]\nharmony = ["I"]\nrhythms = ["x-x-"]', 8, "has 4 steps; a bar is 16"),
    ('[music.section.verse]\nharmony = ["I"]\npickups = ["x--x--x--"]', 8, "must be at most 8 sixteenths"),
    ('[music.section.verse]\nharmony = ["I"]\nhooks = ["cry"]', 8, "there is no 'cry'; known: none"),
    ('[music.cells]\nhush = "................"', 7, "must be one bar of 16 sixteenths with a note (x) in it"),
    ('[music.hooks.cry]\ncell = "x---x---x---x---"\nsteps = [0]', 8, "needs 2 to 4 steps"),
    ('[music.hooks.cry]\ncell = "x---x---x---x---"\nsteps = [0, 1]', 8, "0 for the highest, less for the others"),
    ('[music.section.verse]\nharmony = ["I"]\nrange_midi = [70, 60]', 8, "must go up by a fifth"),
    ('[music.section.verse]\nharmony = ["I"]\ncontours = ["hill"]', 8, "there is no 'hill'; known: none"),
    ("[music.contours]\nhill = [0, 1, 2]", 7, "has 3 values; it needs 9"),
    ('[music.form]\nending = "soft"', 7, "music.form.ending: there is no soft; known: cold, ringing"),
    ('[music.band.verse]\nguitar = "run"', 7, "unknown key guitar; known: accents, arp, bass"),
    ('[music.band.verse]\nbas = "run"', 7, "unknown key bas; did you mean bass?"),
    ('[music.band.verse]\npatterns = { bass = "run" }', 7, "unknown key patterns; "),
    ('[music.band.verse]\nriser = "up"', 7, "unknown key riser; did you mean riser_bars?"),
    ("[music.band.verse]\nbass = 3", 7, "music.band.verse.bass must be a string, not 3"),
    ('[music.band.verse]\nlate = ["riser"]', 7, "there is no 'riser'; known: arp, bass"),
    ('[music.band.verse]\nhigh = ["drums"]', 7, "there is no 'drums'; known: arp, bass"),
    ('[music.section.vers]\nharmony = ["I"]', 6, "music.section.vers: there is no vers; did you mean verse?"),
    ('[music.section."verse 2"]\nharmony = ["I"]', 6, "there is no verse 2; did you mean verse?"),
    ('[music.section.strophe]\nharmony = ["I"]', 6, "there is no strophe; known: bridge, chorus, interlude, intro"),
    ("[music.band.vers]\ncrash = true", 6, "music.band.vers: there is no vers; did you mean verse?"),
    ('[music.band."vers 2"]\ncrash = true', 6, "there is no vers 2; did you mean verse 2?"),
    ('[music.band."chorus 0"]\ncrash = true', 6, "there is no chorus 0; did you mean chorus?"),
    ('[music.band."final chorus"]\ncrash = true', 6, "there is no final chorus; did you mean last chorus?"),
    ("[sound.mix.sections_db]\nvers = -2", 7, "sound.mix.sections_db.vers: there is no vers; did you mean verse?"),
    ("[sound.mix.sections_db]\n'verse 2' = -2", 7, "there is no verse 2; did you mean verse?"),
    ("[sound.vocals.led]\npan = 0", 6, "sound.vocals.led: there is no led; did you mean lead?"),
    ("[sound.vocals.second]\npan = 0", 6, "there is no second; did you mean echo?"),
    ("[music.form]\nintro = 8", 7, "unknown key intro; did you mean"),
]


@pytest.mark.parametrize(("text", "line", "message"), BROKEN)
def test_mistakes_name_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(StyleError) as caught:
        load(tmp_path, text)
    assert caught.value.place is not None
    assert caught.value.place.line == line
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_short_style_is_enough(tmp_path: Path) -> None:
    style = load(tmp_path, '[music.section.verse]\nharmony = ["I | V | vi | IV"]\n')
    assert style.music.section["verse"].rhythms


@pytest.mark.parametrize("name", ["verse", "verse 2", "chorus 10", "last chorus", "prechorus 1", "outro"])
def test_a_band_may_be_that_of_a_kind_or_of_one_section(tmp_path: Path, name: str) -> None:
    style = load(tmp_path, f'[music.section.verse]\nharmony = ["I"]\n[music.band."{name}"]\nsynth = ""\n')
    assert list(style.music.band) == [name]


@pytest.mark.parametrize("chord", ["IV", "iii7", "bVII", "V7/vi", "I/3", "viidim", "iim7b5", "V7sus4"])
def test_chords_of_the_grammar(chord: str) -> None:
    assert strings.CHORD.fullmatch(chord)
