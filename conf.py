"""Settings of Sphinx, which builds the site: `sphinx-build -c . docs _build/html`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "asyncio cheat sheet"
html_title = "asyncio cheat sheet"
html_short_title = "asyncio"
author = "the contributors"
project_copyright = "the contributors"
language = "en"

extensions = [
    "cheatsheet.sphinxext",
    "myst_parser",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
]
exclude_patterns = ["inventories", "pictures", "templates"]
nitpicky = True
# Python on a page comes from examples/ alone, so a plain literal block is text.
highlight_language = "text"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "github-dark"

myst_enable_extensions = ["attrs_block", "deflist"]
myst_heading_anchors = 3

# The inventories are lists kept and reviewed here, so that a build is the same
# with and without network.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3/", "inventories/python.txt"),
    "aiohttp": ("https://docs.aiohttp.org/en/stable/", "inventories/aiohttp.txt"),
}

html_theme = "furo"
templates_path = ["docs/templates"]
html_static_path = ["docs/static"]
html_css_files = ["site.css", "front.css"]
html_favicon = "docs/static/favicon.svg"
html_use_index = False
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}

# Where the site is published: with it, pages name their whole address, there is a
# sitemap, and a link to a page has a picture where others show it.
html_baseurl = os.environ.get("SITE_URL", "")
# Where its sources are: with it, each page has a link that opens its source for edits.
repository = os.environ.get("REPOSITORY_URL", "")
if repository:
    html_theme_options = {
        "top_of_page_buttons": ["edit"],
        "source_repository": repository,
        "source_branch": "main",
        "source_directory": "docs/",
    }
# A chapter explains what these only name, so it comes before them in a search.
search_ranks = {
    "api/": 0.5,
    "cheatsheet": 0.75,
    "glossary": 0.7,
    "further_reading": 0.9,
}
