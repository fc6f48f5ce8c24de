"""Parts of the study page: its style sheet, its media and its scripts (`assets/`)."""
