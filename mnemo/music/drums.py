"""The drummer: the style's patterns, fills between sections, crashes, the stop of a break and the last beat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mnemo import units
from mnemo.model import Note
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.music.patterns import STEP_TICKS, Step, parse_pattern
from mnemo.styles.music import MusicStyle
from mnemo.styles.parts import BandPart
from mnemo.styles.strings import DRUM_KEYS

FORCE = {"X": 118, "x": 98, "o": 64}  # velocities
CRASH_VELOCITY = 108

Kit = Mapping[str, tuple[tuple[Step, ...], ...]]  # drum -> steps a bar


def play_drums(
    sections: Sequence[PlannedSection], style: MusicStyle, feel: Feel, leap: Sequence[int] = ()
) -> list[Note]:
    """Return the kit over the whole song.

    `leap`: where the hook's first notes lie, in sixteenths from its first bar.
    """
    kits: dict[str, Kit] = {
        name: {drum: parse_pattern(text) for drum, text in kit.items()} for name, kit in style.drums.items()
    }
    notes: list[Note] = []
    for section in sections:
        if section.band.crash:
            notes.append(_strike_crash(section.start_ticks))
        for bar in range(section.bars):
            kit = kits.get(_choose_pattern(section, bar, style), {})
            notes += _play_bar(kit, bar, section.start_ticks + bar * units.TICKS_PER_BAR, feel)
        notes += _accent_hook(section, leap, feel)
    end = sections[-1].last_bar_ticks
    struck = {(n.onset_ticks, n.midi): n for n in notes if n.onset_ticks < end}
    notes = list(struck.values())
    if notes:
        notes += [_strike_crash(end), feel.note(BandPart.DRUMS, end, STEP_TICKS, DRUM_KEYS["kick"], FORCE["X"])]
    return sorted(notes, key=lambda n: (n.onset_ticks, n.midi))


def _accent_hook(section: PlannedSection, leap: Sequence[int], feel: Feel) -> Iterator[Note]:
    """Yield the hook's leap at the head of each phrase, sung or played."""
    stop = section.start_ticks + section.playing_bars * units.TICKS_PER_BAR
    for bar in section.hook_bars:
        for step in leap:
            at = bar * units.TICKS_PER_BAR + step * STEP_TICKS
            if section.start_ticks <= at < stop:
                for drum in section.band.accents:
                    yield feel.note(BandPart.DRUMS, at, STEP_TICKS, DRUM_KEYS[drum], FORCE["x"])


def _choose_pattern(section: PlannedSection, bar: int, style: MusicStyle) -> str:
    """Return what the drummer plays in this bar of the section."""
    if bar >= section.playing_bars:
        return style.form.break_drums
    if bar == section.playing_bars - 1 and section.band.fill:
        return section.band.fill
    return section.band.drums if section.plays(BandPart.DRUMS, bar) else ""


def _play_bar(kit: Kit, bar: int, start_ticks: int, feel: Feel) -> Iterator[Note]:
    for drum, pattern in kit.items():
        for step in pattern[bar % len(pattern)]:
            yield feel.note(
                BandPart.DRUMS, start_ticks + step.onset_ticks, STEP_TICKS, DRUM_KEYS[drum], FORCE[step.sign]
            )


def _strike_crash(at_ticks: int) -> Note:
    return Note(at_ticks, units.TICKS_PER_BAR, DRUM_KEYS["crash"], CRASH_VELOCITY)
