"""The site for programs that read: a Markdown twin of each page, and lists of them.

`tasks.md` is beside `tasks.html`, which names it as its alternative. `llms.txt` lists
all twins with the descriptions of their pages, as https://llmstxt.org proposes, and
`llms-full.txt` has all of them in the order of the contents.

sphinx-llm and sphinx-llms-txt do the same from a second build with
sphinx-markdown-builder, or from the sources of the pages; either way the scripts, what
they print and their runs are missing.
"""

import re
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from cheatsheet.sphinxext.common import below
from cheatsheet.sphinxext.discovery import base_of
from cheatsheet.sphinxext.files import renew
from cheatsheet.sphinxext.markdown import Page, page_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# A link to a file of the site, in Markdown; its code blocks are left alone.
LINK = re.compile(r"\]\((?![a-z]+:)([^)\s]*)\)")
FENCE = re.compile(r"^\s*(?:> |- )*(`{3,})")


def note_description(app: "Sphinx", doctree: nodes.document) -> None:
    """Keep the description of a page where what lists pages finds it."""
    for node in doctree.findall(nodes.meta):
        if node.get("name") == "description":
            app.env.metadata[app.env.docname]["description"] = node["content"]


def add_twin(
    app: "Sphinx",
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: "nodes.document | None",
) -> None:
    """Write the twin of a page that is being written, and name it there."""
    if doctree is None or app.builder.name != "html":
        return
    twins = frozenset(map(app.builder.get_target_uri, app.env.found_docs))
    text = page_of(doctree, Page(app.builder.get_target_uri(pagename), twins))
    renew(Path(app.outdir, f"{pagename}.md"), text.encode())
    address = f"{pagename.rpartition('/')[2]}.md"
    twin = f'<link rel="alternate" type="text/markdown" href="{address}">'
    context["metatags"] = context.get("metatags", "") + twin


def parts(env: "BuildEnvironment") -> list[tuple[str, list[str]]]:
    """Return the captions of the contents, and the pages below each, in their order."""
    root = env.config.root_doc
    found: list[tuple[str, list[str]]] = [("Start", [root])]
    for toctree in env.get_doctree(root).findall(addnodes.toctree):
        names = [name for page in toctree["includefiles"] for name in below(env, page)]
        found.append((toctree["caption"] or "Pages", names))
    listed = {name for _, names in found for name in names}
    found.append(("Other pages", sorted(env.found_docs - listed)))
    return [(caption, names) for caption, names in found if names]


def index(app: "Sphinx") -> str:
    """Return the text of `llms.txt`."""
    env, config = app.env, app.config
    base = base_of(config)
    lines = [f"# {config.project}"]
    described = env.metadata[config.root_doc].get("description")
    lines += ["", f"> {described}"] * bool(described)
    lines += [
        "",
        "Each page is also a web page, at the same address with .html instead of .md.",
        "Python on a page is a script that was run. Below it is what it printed, on",
        "which versions of Python, and what each task did when.",
    ]
    for caption, names in parts(env):
        lines += ["", f"## {caption}", ""]
        for name in names:
            said = env.metadata[name].get("description", "")
            title = env.titles[name].astext()
            lines.append(
                f"- [{title}]({base}{name}.md)" + (f": {said}" if said else "")
            )
    lines += [
        "",
        "## Optional",
        "",
        f"- [All pages in one file]({base}llms-full.txt)",
        f"- [All scripts]({base}examples.zip): the scripts of the pages as files",
    ]
    return "\n".join(lines) + "\n"


def seen_from_root(text: str, name: str, base: str) -> str:
    """Return a twin with links that hold outside of its folder.

    Args:
        text: The twin.
        name: Its page.
        base: The address of the site, or nothing.
    """

    def resolve(match: re.Match[str]) -> str:
        path, mark, anchor = match[1].partition("#")
        path = normpath(join(dirname(name), path)) if path else f"{name}.md"
        return f"]({base}{path}{mark}{anchor})"

    lines = []
    fence = ""
    for line in text.splitlines():
        found = FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1] == fence and line.strip() == fence:
            fence = ""
        lines.append(line if fence else LINK.sub(resolve, line))
    return "\n".join(lines) + "\n"


def write_lists(app: "Sphinx", exception: Exception | None) -> None:
    """Write `llms.txt` and `llms-full.txt` into the finished site."""
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    base = base_of(app.config)
    pages = [name for _, names in parts(app.env) for name in names]
    twins = (
        seen_from_root((out / f"{name}.md").read_text("utf-8"), name, base)
        for name in pages
    )
    renew(out / "llms.txt", index(app).encode())
    renew(out / "llms-full.txt", "\n---\n\n".join(twins).encode())
    for old in out.rglob("*.md"):
        if old.relative_to(out).with_suffix("").as_posix() not in app.env.found_docs:
            old.unlink()


def setup(app: "Sphinx") -> None:
    """Register with Sphinx."""
    app.connect("doctree-read", note_description)
    app.connect("html-page-context", add_twin)
    app.connect("build-finished", write_lists)
