"""The style's ranges are moved to where a singer sings well, all by the same number of semitones.

The key stays: the composer finds its melody inside of the moved ranges, so a key that the user asks for is kept with
every voice.
"""

from __future__ import annotations

from dataclasses import replace

from mnemo.styles.music import MusicStyle

Range = tuple[int, int]  # lowest and highest note of a voice, MIDI


def move_to_tessitura(music: MusicStyle, tessitura: Range | None) -> MusicStyle:
    """Return the style with ranges in `tessitura`, as high as they were or the next that fits; None fits as it is.

    What does not fit at all (the style spans more than the singer) keeps its highest note in reach.
    """
    if tessitura is None or not music.section:
        return music
    lowest = min(section.range_midi[0] for section in music.section.values())
    highest = max(section.range_midi[1] for section in music.section.values()) + music.form.modulation_semitones
    low, high = tessitura
    by = min(max(0, low - lowest), high - highest)
    moved = {
        kind: replace(
            section,
            range_midi=(section.range_midi[0] + by, section.range_midi[1] + by),
            centre_midi=section.centre_midi + by,
        )
        for kind, section in music.section.items()
    }
    return replace(music, section=moved) if by else music
