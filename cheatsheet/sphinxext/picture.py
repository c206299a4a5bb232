"""The directive `picture`: a drawing as a part of the page.

    .. picture:: loop

    ```{picture} loop
    ```

puts `docs/pictures/loop.svg` into the page itself and not behind an `<img>`, so
that it has the colours of the theme that the reader chose.
The file has a `<desc>`, which is read to those who do not see it, and classes of
`picture.css`. It has no ids, because a page may hold two pictures, and no styles of its
own, which the policy of the pages forbids.
"""

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from cheatsheet.sphinxext.common import add_node, ignore, load_with

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

SVG = "http://www.w3.org/2000/svg"
ET.register_namespace("", SVG)


class picture(nodes.General, nodes.Element):
    """A drawing; `svg` is its markup."""


class PictureDirective(SphinxDirective):
    """Show a file of the folder `pictures`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read the file; one that cannot be shown is warned about and left out."""
        relative, absolute = self.env.relfn2path(f"/pictures/{self.arguments[0]}.svg")
        self.env.note_dependency(relative)
        try:
            markup = inline(Path(absolute).read_text(encoding="utf-8"))
        except (OSError, ValueError, ET.ParseError) as error:
            logger.warning(
                f"{relative}: {error}", location=self.get_location(), type="picture"
            )
            return []
        return [picture(svg=markup)]


def inline(text: str) -> str:
    """Make the markup of a page out of an SVG file.

    Args:
        text: The file.

    Raises:
        ValueError: It has no description, or what a page must not have.
        ParseError: It is not XML.
    """
    root = ET.fromstring(text)
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in {"style", "script"} or {"id", "style", "href"} & {*element.keys()}:
            raise ValueError(f"<{name}> has an id, a style, a script or a link")
    said = root.findtext(f"{{{SVG}}}desc")
    if not said:
        raise ValueError("has no <desc>")
    for name in ("title", "desc"):
        for element in root.findall(f"{{{SVG}}}{name}"):
            root.remove(element)
    root.set("class", "picture")
    root.set("role", "img")
    root.set("aria-label", " ".join(said.split()))
    return ET.tostring(root, encoding="unicode")


def visit_picture(self: "HTML5Translator", node: picture) -> None:
    """Write the drawing."""
    self.body.append(node["svg"] + "\n")


def setup(app: "Sphinx") -> None:
    """Register the directive, and load the style only where a picture is."""
    add_node(app, picture, visit_picture, ignore)
    load_with(app, picture, ["timeline.css", "picture.css"])  # The first has colours.
    app.add_directive("picture", PictureDirective)
