"""What a format is, and how the formats of a release are written side by side."""
