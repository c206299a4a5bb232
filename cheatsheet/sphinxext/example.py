"""The Sphinx extension: the `example` directive, and the files it serves.

An example is shown by its chapter and name, in either markup::

    .. example:: many_at_once/gather

    ```{example} many_at_once/gather
    :only: say, main
    :no-output:
    ```

With `only` it shows some functions or classes instead of the whole script, with
`no-output` nothing but code, and with `collapsed` the card is closed until its
reader opens it. With `again` it shows the whole card of an example that another
page introduces: links to the example lead there.

The directive reads a script and its recording and never runs anything.
Scripts are looked for in `examples/`, recordings in `recordings/`, both beside
`conf.py`.
"""

import json
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from cheatsheet.sphinxext import card, probe_table
from cheatsheet.sphinxext.domain import ExampleDomain, example_files
from cheatsheet.store.project import is_probe
from looptape import timeline
from looptape.recording import Recording
from looptape.script import Script, ScriptError
from looptape.timeline import Figure

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

RECORD = "nox -s record"
# The colours and marks of timelines, which every host of them needs.
STYLE = Path(timeline.__file__).with_name("timeline.css")
# Only these builders write a site in which a script has an address of its own.
SITES = {"html", "dirhtml", "singlehtml"}


def names(argument: str) -> list[str]:
    """Split the value of the `only` option, such as `say, main`."""
    found = [
        name.strip() for name in directives.unchanged_required(argument).split(",")
    ]
    if not all(found):
        raise ValueError("names of functions or classes, with commas between them")
    return found


class ExampleDirective(SphinxDirective):
    """Show one example: its code, and the output that was recorded."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "only": names,
        "no-output": directives.flag,
        "collapsed": directives.flag,
        "again": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Read the script and its recordings; return what stands on the page."""
        key = self.arguments[0].strip()
        path = Path(self.config.example_folder) / "examples" / f"{key}.py"
        self.env.note_dependency(path)
        try:
            script = Script.read(path)
            for companion in script.companions:
                self.env.note_dependency(companion.path)
            parts = card.parts_of(script, self.options.get("only"))
            recordings = []
            if "no-output" not in self.options:
                recordings = self.read_recordings(key, script)
        except ScriptError as error:
            self.warn(f"example {key!r}: {error}")
            return []

        found = card.build(
            script,
            parts,
            recordings,
            with_run="no-output" not in self.options,
            whole="only" not in self.options,
        )
        self.set_source_info(found)
        for node in found.findall():
            node.source, node.line = found.source, found.line
        if "only" in self.options or "again" in self.options:
            return [found]
        anchor = f"example-{script.path.stem}"
        if anchor not in self.state.document.ids:
            found["ids"] = [anchor]
            self.state.document.note_explicit_target(found)
        domain = self.env.domains["example"]
        assert isinstance(domain, ExampleDomain)
        domain.note(key, anchor, script.title, self.lineno)
        shown = [*card.introduction(script), found]
        if "collapsed" in self.options:
            return [card.fold(script, recordings, shown)]
        return shown

    def read_recordings(self, key: str, script: Script) -> list[Recording]:
        """Read the recording, and those of Python versions on which it differs.

        A recording that is missing, unreadable or stale is warned about and left
        out.
        """
        main = Path(self.config.example_folder) / "recordings" / f"{key}.json"
        found = []
        for path in [main, *sorted(main.parent.glob(f"{main.stem}.py*.json"))]:
            self.env.note_dependency(path)
            try:
                recording = Recording.from_json(path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                self.warn(f"{path}: no recording of {key!r}; run `{RECORD}`")
            except (OSError, ValueError) as error:
                self.warn(f"{path}: can not be read: {error}; run `{RECORD}`")
            else:
                if recording.digest == script.digest:
                    found.append(recording)
                else:
                    self.warn(f"{path}: older than {script.path}; run `{RECORD}`")
        return found

    def warn(self, message: str) -> None:
        """Warn with the file and the line of the directive."""
        logger.warning(message, location=self.get_location(), type="example")


class SummaryDirective(SphinxDirective):
    """Say how many examples there are, and on which Pythons they were recorded."""

    def run(self) -> list[nodes.Node]:
        """Read all recordings; the page is read again when one changes."""
        folder = Path(self.config.example_folder)
        pythons: set[str] = set()
        for path in sorted(folder.glob("recordings/*/*.json")):
            self.env.note_dependency(path)
            with suppress(OSError, ValueError):  # its card's page warns
                pythons.update(Recording.from_json(path.read_text("utf-8")).pythons)
        if not pythons:
            return []
        count = sum(not is_probe(path) for path in example_files(self.env).values())
        said = f"{count} scripts, recorded on Python {card.spoken(sorted(pythons))}."
        return [nodes.paragraph(said, said)]


def serve_scripts(app: "Sphinx", exception: Exception | None) -> None:
    """Write every script, and one archive of them all, into the finished site.

    The archive has no times and a fixed order, so that it is the same in every
    build of one commit.
    """
    if exception or app.builder.name not in SITES:
        return
    files = example_files(app.env)
    out = Path(app.outdir)
    for old in out.glob("examples/*/*.py"):
        if f"{old.parent.name}/{old.stem}" not in files:
            old.unlink()
    with zipfile.ZipFile(out / "examples.zip", "w") as archive:
        for key, path in files.items():
            content = path.read_bytes()
            copy = out / "examples" / f"{key}.py"
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            entry = zipfile.ZipInfo(f"examples/{key}.py")
            entry.create_system = 3  # Unix, whatever system builds the site
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def serve_parts(app: "Sphinx", exception: Exception | None) -> None:
    """Write the steps of long runs, which a page loads when a reader walks there."""
    if exception or app.builder.name not in SITES:
        return
    folder = Path(app.config.example_folder) / "recordings"
    for key in example_files(app.env):
        target = Path(app.outdir) / card.parts_address(key)
        target.unlink(missing_ok=True)
        with suppress(OSError, ValueError):  # its card's page warns
            text = (folder / f"{key}.json").read_text(encoding="utf-8")
            figure = Figure(Recording.from_json(text))
            if figure.overview is not None:
                chunks = range(figure.overview.chunks)
                parts = json.dumps([figure.chunk(chunk) for chunk in chunks])
                target.write_text(parts, encoding="utf-8")


def add_files(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the card's style and script only where a card is."""
    if doctree is not None and any(doctree.findall(card.example_card)):
        app.add_css_file("card.css")
        app.add_css_file("timeline.css")
        app.add_css_file("stepper.css")
        if (built(app) / "browser" / "card.js").exists():
            app.add_js_file("browser/card.js", type="module")
    if doctree is not None and any(doctree.findall(probe_table.probe_table)):
        app.add_css_file("probe.css")


def find_folder(app: "Sphinx", config: "Config") -> None:
    """Look for examples beside `conf.py` unless told otherwise."""
    config.example_folder = config.example_folder or str(app.confdir)


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


def built(app: "Sphinx") -> Path:
    """What `browser/build/build.mjs` makes; without it, pages have nothing to press."""
    return Path(app.config.example_folder) / "_build" / "static"


def read_again(
    app: "Sphinx",
    env: "BuildEnvironment",
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Read one page again while examples and pages do not agree.

    Sphinx checks consistency only if it has read something, and a script that no
    page shows is nobody's dependency.
    """
    domain = env.domains["example"]
    assert isinstance(domain, ExampleDomain)
    agree = set(domain.scripts) == set(example_files(env))
    return [] if agree or not env.all_docs else [app.config.root_doc]


def setup(app: "Sphinx") -> None:
    """Register the directives, the domain and the site's own files."""
    app.add_config_value(
        "example_folder",
        "",
        "env",
        str,
        "The folder that holds examples/ and recordings/; that of conf.py if empty.",
    )
    app.add_domain(ExampleDomain)
    app.add_directive("example", ExampleDirective)
    app.add_directive("example-summary", SummaryDirective)
    app.connect("config-inited", find_folder)
    app.connect("builder-inited", add_static_path)
    app.connect("env-get-outdated", read_again)
    app.connect("html-page-context", add_files)
    app.connect("build-finished", serve_scripts)
    app.connect("build-finished", serve_parts)
