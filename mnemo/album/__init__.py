"""Albums: several songs made at once (`make`), gathered as numbered tracks with a page (`files`)."""
