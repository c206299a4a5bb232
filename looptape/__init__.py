"""Record a Python asyncio program on a deterministic event loop.

The package has one direction of flow: a `script.Script` is run by the
`recorder`, which fills a `recording.Recording`; pages, tests and pictures only
read recordings.
It uses the standard library alone, except `directive.py`, which is the Sphinx
extension and is imported only by Sphinx.
"""
