"""What a recording shows: lanes, places, stretches."""
