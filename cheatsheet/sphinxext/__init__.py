"""The Sphinx extension: examples, probes, names, marks, the sheet, hosting."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: "Sphinx") -> "ExtensionMetadata":
    """Register each part with Sphinx."""
    from cheatsheet.sphinxext import (
        addresses,
        api,
        breaks,
        card_html,
        discovery,
        example,
        files,
        hosting,
        llms,
        marks,
        messages,
        missing,
        paste,
        picture,
        playground,
        probe_table,
        search,
        sheet,
    )

    # Style sheets are loaded in the order of this list.
    order = (
        card_html,
        probe_table,
        api,
        messages,
        paste,
        playground,
        sheet,
        hosting,
        picture,
    )
    quiet = (
        files,
        example,
        marks,
        addresses,
        llms,
        discovery,
        missing,
        search,
        breaks,
    )
    for part in (*quiet, *order):
        part.setup(app)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
