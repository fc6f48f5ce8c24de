from __future__ import annotations

from mnemo import units
from mnemo.music.feel import Feel
from mnemo.music.patterns import STEP_TICKS
from mnemo.styles.parts import BandPart


def test_nudges_and_force_stay_within_the_player() -> None:
    onsets = range(STEP_TICKS, 200 * STEP_TICKS, STEP_TICKS)
    notes = [Feel(0).note(BandPart.ARP, at, 60, 70, 80) for at in onsets]
    assert max(abs(n.nudge_ticks) for n in notes) == BandPart.ARP.nudge_ticks
    off_beat = [n.velocity for n in notes if n.onset_ticks % units.TICKS_PER_BEAT]
    assert 80 - BandPart.ARP.force <= min(off_beat) < max(off_beat) <= 80 + BandPart.ARP.force
    assert len({n.nudge_ticks for n in notes}) == 2 * BandPart.ARP.nudge_ticks + 1


def test_nothing_sounds_before_the_song() -> None:
    assert all(Feel(seed).note(BandPart.PAD, 0, 60, 70, 80).nudge_ticks >= 0 for seed in range(20))


def test_swing_delays_every_second_sixteenth() -> None:
    straight, swung = Feel(0), Feel(0, swing=0.6)
    for at, delay in ((0, 0), (STEP_TICKS, round(0.2 * STEP_TICKS)), (2 * STEP_TICKS, 0)):
        plain, late = (feel.note(BandPart.BASS, at, 60, 40, 90) for feel in (straight, swung))
        assert late.nudge_ticks - plain.nudge_ticks == delay
