"""What a run measures about itself: `melody` of a score, `voice` and `mix` of audio. Judges, not makers."""
