"""The words: headline, sentences and the table of steps."""
