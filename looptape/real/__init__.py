"""What only a run on the real clock needs: a browser has none of it."""
