"""Record a Python asyncio program on a deterministic event loop.

One direction of flow: a `script.Script` is run by `record`, on loops of `virtual`,
and gives a `recording.Recording`; `timeline` makes picture and words of it.
It uses the standard library alone, and knows nothing of pages or browsers.
"""
