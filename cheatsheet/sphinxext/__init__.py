"""The Sphinx extension: examples, probes, the sheet, pictures and hosting."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: "Sphinx") -> "ExtensionMetadata":
    """Register each part with Sphinx."""
    from cheatsheet.sphinxext import (
        card,
        example,
        hosting,
        picture,
        playground,
        probe_table,
        sheet,
    )

    for part in (example, card, playground, probe_table, sheet, hosting, picture):
        part.setup(app)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
