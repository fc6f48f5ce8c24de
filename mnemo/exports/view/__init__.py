"""A song as somebody sees it: furigana, lines with their times, and the questions that it answers."""
