"""Signals: arrays in blocks, filters, panning, loudness and peaks. Knows no music."""
