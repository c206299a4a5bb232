"""Python's side of running programs in the page, in Pyodide."""
