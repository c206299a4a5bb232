"""The files of the site beside its pages, and what makes Sphinx read pages again."""

import hashlib
import io
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

import looptape
from cheatsheet.sphinxext.common import SITES, SiteDomain, built, store_of
from cheatsheet.sphinxext.domain import ExampleDomain
from looptape import timeline

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

# The colours and marks of timelines, which every host of them needs.
STYLE = Path(timeline.__file__).with_name("timeline.css")
# The code that pages are drawn with, as patterns in the folder of both packages.
DRAWING = [
    "cheatsheet/*.py",
    "cheatsheet/sphinxext/*.py",
    "cheatsheet/sphinxext/icons.json",
    "cheatsheet/store/*.py",
    "looptape/*.py",
    "looptape/text/*.py",
    "looptape/timeline/**/*.py",
]
# Style sheets of the theme and of the copy button of which a page needs nothing but the
# button, which `docs/static/site.css` draws.
NOT_SENT = {"_static/styles/furo-extensions.css", "_static/copybutton.css"}
# What only the front page has.
FRONT = "_static/front.css"


def set_defaults(app: "Sphinx", config: "Config") -> None:
    """Look for examples beside `conf.py` unless told otherwise; note the code."""
    config.example_folder = config.example_folder or str(app.confdir)
    config.example_code = code_digest(Path(looptape.__file__).parents[1])


def code_digest(root: Path) -> str:
    """What pages are drawn with, as one value that changes with any of it.

    It covers the code of ours, the version of Python, and the name and version of
    each package that is installed, such as the theme.

    Args:
        root: The folder that has both packages.
    """
    digest = hashlib.sha256(sys.version.encode())
    for place in dict.fromkeys(sys.path):
        for path in sorted(Path(place).glob("*.dist-info")):
            digest.update(path.name.encode())
    for pattern in DRAWING:
        for path in sorted(root.glob(pattern)):
            content = path.read_bytes()
            name = path.relative_to(root).as_posix()
            digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def add_static_path(app: "Sphinx") -> None:
    """Let HTML builders find the extension's own files."""
    if app.builder.format == "html":
        static = Path(__file__).with_name("static")
        paths: list[str] = app.config.html_static_path
        paths += [str(static), str(STYLE)]
        # Names change with the content: those of an older build would stay.
        shutil.rmtree(Path(app.outdir) / "_static" / "browser", ignore_errors=True)
        if built(app).exists():
            paths.append(str(built(app)))
        else:
            logger.info("pages get no scripts of ours: `nox -s docs` makes these too")


def leave_out_styles(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Let pages ask for no style sheet of `NOT_SENT`, and only one for `FRONT`."""
    unwanted = NOT_SENT if pagename == app.config.root_doc else {*NOT_SENT, FRONT}
    sheets: list[Any] = context["css_files"]
    sheets[:] = [sheet for sheet in sheets if sheet.filename not in unwanted]


def read_again(
    app: "Sphinx",
    env: "BuildEnvironment",
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Read pages again while they do not agree with the scripts that are there."""
    return ExampleDomain.of(env).outdated()


def write_again(app: "Sphinx", env: "BuildEnvironment") -> list[str]:
    """Write pages again that list what was read on others."""
    ours = [one for one in env.domains.sorted() if isinstance(one, SiteDomain)]
    return [page for domain in ours for page in domain.updated()]


def serve_scripts(app: "Sphinx", exception: Exception | None) -> None:
    """Write every script, and one archive of them all, into the finished site.

    The archive has no times and a fixed order, so that it is the same in every
    build of one commit.
    """
    if exception or app.builder.name not in SITES:
        return
    files = store_of(app.config).files()
    out = Path(app.outdir)
    for old in out.glob("examples/*/*"):
        if f"{old.parent.name}/{old.name.partition('.')[0]}" not in files:
            old.unlink()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as scripts:
        for key, path in files.items():
            content = path.read_bytes()
            renew(out / "examples" / f"{key}.py", content)
            entry = zipfile.ZipInfo(f"examples/{key}.py")
            entry.create_system = 3  # Unix, whatever system builds the site
            entry.external_attr = 0o644 << 16
            scripts.writestr(entry, content, zipfile.ZIP_DEFLATED)
    renew(out / "examples.zip", archive.getvalue())


def renew(path: Path, content: bytes) -> None:
    """Write a file unless it is there already: reading costs less than writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def setup(app: "Sphinx") -> None:
    """Register what is done before and after pages are read and written."""
    app.add_config_value(
        "example_folder",
        "",
        "env",
        str,
        "The folder that holds examples/ and recordings/; that of conf.py if empty.",
    )
    app.add_config_value(
        "example_code",
        "",
        "env",
        str,
        "A digest of what pages are drawn with; set by the extension itself.",
    )
    app.connect("config-inited", set_defaults)
    app.connect("builder-inited", add_static_path)
    app.connect("html-page-context", leave_out_styles)
    app.connect("env-get-outdated", read_again)
    app.connect("env-updated", write_again)
    app.connect("build-finished", serve_scripts)
