"""Written music: keys and spellings, measures and voices, General MIDI."""
