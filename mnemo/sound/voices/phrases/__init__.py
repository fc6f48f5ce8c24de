"""For every voice: the score cut into phrases, and phrases evened in loudness."""
