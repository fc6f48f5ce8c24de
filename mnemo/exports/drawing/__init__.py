"""Pictures: colours, type, plots, the cover and the scenes of the video."""
