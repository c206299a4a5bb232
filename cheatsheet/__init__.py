"""What makes the asyncio cheat sheet of recordings: all that knows this project.

- `store`: where scripts and recordings are, how they are written and compared;
- `sphinxext`: the Sphinx extension that makes pages of them;
- `browser`: Python's side of running programs in the page.

Nothing in `looptape` imports this package.
"""
