"""The directives of examples: a card for each, and a summary of them all.

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

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform

from cheatsheet.sphinxext import card
from cheatsheet.sphinxext.common import Directive
from cheatsheet.sphinxext.domain import ExampleDomain
from cheatsheet.store.folder import Stale
from looptape.recording import Recording
from looptape.script import Script, ScriptError

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def names(argument: str) -> list[str]:
    """Split the value of the `only` option, such as `say, main`."""
    chosen = [
        name.strip() for name in directives.unchanged_required(argument).split(",")
    ]
    if not all(chosen):
        raise ValueError("names of functions or classes, with commas between them")
    return chosen


class ExampleDirective(Directive):
    """Show one example: its code, and the output that was recorded."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "only": names,
        "no-output": directives.flag,
        "collapsed": directives.flag,
        "again": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Read the script and its recordings; return what is on the page."""
        key = self.arguments[0].strip()
        try:
            script = self.read_script(key)
            passages = card.passages_of(script, self.options.get("only"))
            recordings = []
            if "no-output" not in self.options:
                recordings = self.read_recordings(script)
        except ScriptError as error:
            self.warn(f"example {key!r}: {error}")
            return []

        shown = card.build(
            script,
            passages,
            recordings,
            with_run="no-output" not in self.options,
            whole="only" not in self.options,
        )
        self.set_source_info(shown)
        for node in shown.findall():
            node.source, node.line = shown.source, shown.line
        if "only" in self.options or "again" in self.options:
            return [shown]
        domain = ExampleDomain.of(self.env)
        domain.show(self.state.document, script, recordings, shown, self.lineno)
        introduced = [*card.introduction(script), shown]
        if "collapsed" in self.options:
            return [card.fold(script, recordings, introduced)]
        return introduced

    def read_recordings(self, script: Script) -> list[Recording]:
        """Read the recording, and those of Python versions on which it differs.

        A recording that is missing, unreadable or stale is warned about and left
        out.
        """
        recordings = []
        for path in self.store.paths_of(script.key):
            self.env.note_dependency(path)
            try:
                recordings.append(self.store.read(path, script, Recording.from_json))
            except Stale as error:
                self.warn(str(error))
        return recordings


class example_summary(nodes.paragraph):
    """How many examples there are; its text comes when all pages are read."""


class SummaryDirective(Directive):
    """Say how many examples there are, and on which Pythons they were recorded."""

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        ExampleDomain.of(self.env).lists.add(self.env.docname)
        return [example_summary()]


class FillSummary(SphinxPostTransform):
    """Write the summary of what all pages show."""

    default_priority = 5  # Before links are resolved.

    def run(self, **_: Any) -> None:
        """Count the examples."""
        for place in list(self.document.findall(example_summary)):
            examples = ExampleDomain.of(self.env).examples.values()
            pythons = {version for one in examples for version in one.pythons}
            said = f"{len(examples)} scripts, recorded on Python "
            said += f"{card.spoken(sorted(pythons))}."
            place.replace_self(nodes.paragraph(said, said) if pythons else [])


def setup(app: "Sphinx") -> None:
    """Register the directives and the domain."""
    app.add_domain(ExampleDomain)
    app.add_directive("example", ExampleDirective)
    app.add_directive("example-summary", SummaryDirective)
    app.add_node(example_summary)
    app.add_post_transform(FillSummary)
