"""The picture: places, marks, texts and the overview of a long run."""
