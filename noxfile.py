# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "nox==2026.10.20",
#   "uv==0.13.8",
# ]
# ///
"""The project's commands: `python3 noxfile.py` checks, `-s serve` shows the site.

`nox`, `uv run noxfile.py` and `pipx run noxfile.py` do the same. Where nox is
missing, this file makes itself an environment from the block above.
"""

import functools
import locale
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Before anything else, and in a syntax that an old Python can still read.
if sys.version_info < (3, 11):
    sys.exit(
        "This project needs Python 3.11 or newer, this is "
        f"{sys.version_info[0]}.{sys.version_info[1]}: run noxfile.py with a newer "
        "one, such as `python3.13 noxfile.py`."
    )

ROOT = Path(__file__).resolve().parent
PINS = re.findall(r'^#   "(.+)",$', Path(__file__).read_text("utf-8"), re.MULTILINE)


def start_again_with_nox() -> None:
    """Run this file in an environment of its own that has the pinned nox.

    The environment is made without pip, and filled by the pip that is there:
    Debian's Python has venv but not what venv needs to add pip.
    """
    # Imported here as only this function can do without them in silence.
    try:
        import venv
    except ModuleNotFoundError:
        sys.exit("Python's venv module is missing: on Debian, install python3-venv.")
    home = ROOT / ".nox" / "start"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    mark = home / "installed.txt"  # Written last: a stop halfway starts afresh.
    wanted = "\n".join([sys.version, sys.base_prefix, *PINS])
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        print("Installing", *PINS, "in", home.relative_to(ROOT), flush=True)
        venv.create(home, clear=True, with_pip=False, symlinks=os.name != "nt")
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
        if subprocess.run([*pip, "install", "--quiet", *PINS], check=False).returncode:
            sys.exit(
                "pip could not install nox (its reason is above): "
                "see that pip is there and that its package index answers."
            )
        mark.write_text(wanted, "utf-8")
    command = [str(python), __file__, *sys.argv[1:]]
    if os.name == "nt":  # Windows has no exec that waits.
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


try:
    from importlib.metadata import version

    import nox

    exact = f"nox=={version('nox')}" in PINS
except ImportError:
    exact = False
if __name__ == "__main__" and not exact:
    start_again_with_nox()

# Sessions get nothing of the caller's Python: not its module path, not its warnings,
# debug mode or verbosity. Only where it keeps compiled files is the caller's business.
for name in list(os.environ):
    if name.startswith("PYTHON") and name not in {
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPYCACHEPREFIX",
    }:
        del os.environ[name]

# Sphinx ends with a traceback in a locale that the machine does not have.
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    os.environ["LC_ALL"] = "C"


def writable(folder: Path) -> bool:
    """Tell whether files can be put into a folder, which may have to be made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return folder.is_absolute() and os.access(there, os.W_OK)


# Tools keep what they download in the home; some machines give a user none, or one
# that is read-only.
if os.name != "nt":
    home = Path(os.environ.get("HOME", ""))
    if not writable(Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")):
        os.environ["XDG_CACHE_HOME"] = str(ROOT / ".nox" / "cache")
    if not writable(home / ".npm"):
        os.environ.setdefault("npm_config_cache", str(ROOT / ".nox" / "cache" / "npm"))

# Every Python that examples have to run on; missing ones are named and skipped.
PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
SITE = "_build/html"
SOURCES = [
    "browser",
    "examples",
    "recordings",
    "looptape",
    "cheatsheet",
    "conf.py",
]  # What pages are made from.

# What is drawn of committed recordings, and the pages: the same on any Python, so one
# is enough. What runs a program stays with the tests of every Python.
DRAWN = ["tests/pages", "tests/sphinxext", "tests/timeline"]

nox.needs_version = ">=2025.2.9"  # The first that reads the block above.
nox.options.default_venv_backend = "uv"  # Seconds where pip takes minutes.
nox.options.download_python = "never"  # A check uses what the machine has.
nox.options.error_on_missing_interpreters = False  # CI=true would make it an error.
nox.options.error_on_external_run = True  # Only tools of requirements.txt.
nox.options.reuse_venv = "yes"  # `install` still renews what a new pin changes.

# The recorder wants it so; everything else gets the same order of sets with it.
# Files are UTF-8 in any locale.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


def show_pyenv_versions() -> None:
    """Let every version that pyenv has answer to its name, such as `python3.12`.

    pyenv hides all but the chosen ones. The choice that is there stays first.
    """
    if not shutil.which("pyenv"):
        return

    def pyenv(*command: str) -> list[str]:
        run = subprocess.run(
            ["pyenv", *command], capture_output=True, text=True, check=False
        )
        return run.stdout.split() if run.returncode == 0 else []

    chosen = [part for line in pyenv("version-name") for part in line.split(":")]
    others = [
        name
        for name in reversed(pyenv("versions", "--bare"))  # The newest patch first.
        if name.rpartition(".")[0] in PYTHONS
        # A choice of 3.12.1 by hand is not joined by 3.12.2.
        and name.rpartition(".")[0] not in {one.rpartition(".")[0] for one in chosen}
    ]
    if chosen:
        os.environ["PYENV_VERSION"] = ":".join([*chosen, *others])


show_pyenv_versions()


def install(session: nox.Session) -> None:
    """Install the pins: one list for all, so a session cannot be left behind."""
    session.env.update(ENVIRONMENT)
    # Compiled once here and not in each of the many processes that tests start,
    # where an environment keeps Python from writing what it compiled.
    session.install("--compile-bytecode", "-r", "requirements.txt")


def install_node_modules(session: nox.Session) -> None:
    """Install what package-lock.json says, when it says something new."""
    lock = (ROOT / "package-lock.json").read_bytes()
    mark = ROOT / "node_modules" / ".installed-lock.json"
    if not mark.exists() or mark.read_bytes() != lock:
        # Scripts of packages have nothing to do here: none needs a build.
        session.run("npm", "ci", "--ignore-scripts", "--no-progress")
        mark.write_bytes(lock)


def install_pyodide_packages(session: nox.Session) -> None:
    """Install what web examples import, in their pure-Python form."""
    session.run(
        *["uv", "pip", "install", "--quiet", "--target=_build/pyodide", "aiohttp"],
        "--constraint=requirements.txt",
        # The platform has no compiled wheels on the index, so pure ones are taken.
        "--python-platform=wasm32-pyodide2024",
        "--python-version=3.14",  # That of the pyodide in package.json.
        "--only-binary=:all:",
        external=True,  # nox's own uv.
    )


def build_scripts(session: nox.Session) -> None:
    """Make what pages load beside Sphinx's files: their scripts, and Python."""
    install_node_modules(session)
    install_pyodide_packages(session)
    session.run("node", "browser/build/build.mjs")


def install_browser(session: nox.Session) -> None:
    """Put a Chromium in $CHROMIUM: a found one, Debian's, or Playwright's own."""
    # The one without windows first: others draw an address bar for each page.
    small = "chromium-headless-shell"
    others = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    names = [small, *others]
    found = next(filter(None, map(shutil.which, names)), None)
    if "CHROMIUM" in os.environ:
        return
    if not found and sys.platform == "linux" and os.geteuid() == 0:
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-q", "-y", "--no-install-recommends", small],
        ):
            if shutil.which("apt-get"):
                # Its own message is enough: Playwright's browser comes next.
                session.run(*command, external=True, success_codes=range(256))
        found = shutil.which(small)
    if found:
        session.env["CHROMIUM"] = found
        return
    # Playwright knows where its own browser lies; no download if it is there.
    codes = range(1, 256)
    if session.run("playwright", "install", "chromium", success_codes=[0, *codes]):
        ask = "from playwright.sync_api import sync_playwright as start\n"
        ask += "with start() as run: print(run.chromium.executable_path)"
        own = str(session.run("python", "-c", ask, silent=True)).strip()
        if Path(own).exists():
            session.env["CHROMIUM"] = own
            return
    session.error(
        "The site checks need a Chromium: install one "
        "(on Debian: `sudo apt install chromium`) and run them again."
    )


def build(session: nox.Session, folder: str, *flags: str) -> None:
    """Build the site, make its scripts and style sheets small, and let it be kept."""
    session.run(
        "sphinx-build",
        "-c.",  # conf.py is in the root: the pages' folder holds only pages.
        "-q",  # Warnings only.
        *flags,
        "docs",
        folder,
    )
    session.run("node", "browser/build/minify.mjs", f"{folder}/_static")


def pytest(session: nox.Session, *arguments: str) -> None:
    """Run tests and show what took long; words after `--` go to pytest."""
    session.run(
        "pytest",
        "-q",
        "--durations=8",
        *arguments,
        *session.posargs,
        # A choice of tests by hand may have none in one of two runs.
        success_codes=[0, 5] if session.posargs else [0],
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Style, async mistakes, spelling and markup."""
    install(session)
    install_node_modules(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check", "--diff")
    # TypeScript, style sheets and JSON.
    biome = ["node", "node_modules/@biomejs/biome/bin/biome"]
    session.run(*biome, "check", "--error-on-warnings")
    session.run("codespell")
    # Its own default, and what costs a reader most: markup that shows as text.
    session.run("sphinx-lint", "docs", "README.md", "CONTRIBUTING.md")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types of the recorder and of the pages' scripts."""
    install(session)
    install_node_modules(session)
    session.run("mypy")
    session.run("node", "node_modules/typescript/bin/tsc")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Every example again, on every Python here, and the recorder's own tests."""
    install(session)
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        # Not beside the sources then; but some 500 processes would each compile them.
        session.env["PYTHONDONTWRITEBYTECODE"] = None
        session.env["PYTHONPYCACHEPREFIX"] = str(ROOT / ".nox" / "compiled")
    pytest(
        session,
        "tests",
        "--ignore=tests/site",  # A browser's work: the session `site`.
        "--ignore=tests/browser/test_pyodide.py",  # One Python of its own: `pyodide`.
        *(f"--ignore={folder}" for folder in DRAWN),  # Once: the session `drawn`.
        # More workers than cores, as some are always asleep: conftest.py sees to that.
        "-n6",
        # A worker that waits takes over tests of a busy one.
        "--dist=worksteal",
    )


@nox.session
def pyodide(session: nox.Session) -> None:
    """The virtual examples again, in the browser's Python under node."""
    install(session)
    install_node_modules(session)
    install_pyodide_packages(session)
    pytest(session, "tests/browser/test_pyodide.py")


@nox.session
def drawn(session: nox.Session) -> None:
    """Pictures, cards and pages: all that is the same on any Python."""
    install(session)
    # A page's code searches it, and says what a pasted text leads to.
    install_node_modules(session)
    # The tests of a file stay together, as they share what they read or build.
    pytest(session, *DRAWN, "-n2", "--dist=loadfile")


@nox.session
def docs(session: nox.Session) -> None:
    """The site twice, with warnings as errors: both have to be the same."""
    install(session)
    strict = [
        "-n",  # A link to a name that nothing defines is a warning.
        "-W",  # A warning is an error,
        "--keep-going",  # but all of them are shown in one go.
        "-E",  # Read every page again: nothing is left from an older run.
    ]
    twin = "_build/twin"
    for folder in (SITE, twin):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    build_scripts(session)
    # In parallel and in turn, and with sets in two orders: none of it may show.
    build(session, SITE, *strict, "-d_build/doctrees", "-j2")
    session.env["PYTHONHASHSEED"] = "1"
    build_scripts(session)
    build(session, twin, *strict, "-d_build/twin-doctrees")
    one, other = contents(ROOT / SITE), contents(ROOT / twin)
    differ = sorted(
        name for name in one.keys() | other.keys() if one.get(name) != other.get(name)
    )
    if differ:
        session.error(
            f"Two builds of the same files differ in {', '.join(differ)}: compare "
            f"{SITE} with {twin}, and look for sets, dates and random names."
        )
    session.log(f"Both builds have the same {len(one)} files, byte for byte.")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@nox.session
def site(session: nox.Session) -> None:
    """Every page in a browser: access, keyboard, links, weight, valid HTML."""
    install(session)
    build_scripts(session)
    install_browser(session)
    build(session, SITE, "-d_build/doctrees")
    # Two browsers side by side: half of it is waiting for one.
    both = ["-n2", "--dist=worksteal"]
    pytest(session, "tests/site", *both, "-m", "not realtime")
    # Alone, as these measure how soon a page answers.
    pytest(session, "tests/site", "-m", "realtime")


@nox.session(default=False)
def anchors(session: nox.Session) -> None:
    """Add the anchors that are new to the list of all that were ever published."""
    install(session)
    build_scripts(session)
    build(session, SITE, "-d_build/doctrees")
    session.run("python", "-m", "cheatsheet.sphinxext.addresses", SITE)


@nox.session(default=False)
def pdf(session: nox.Session) -> None:
    """The cheat sheet as a PDF, printed from its page of the built site."""
    install(session)
    build_scripts(session)
    install_browser(session)
    # What is built already stays as it is; a page that changed is written again.
    build(session, SITE, "-d_build/doctrees")
    session.run("python", "-m", "cheatsheet.sphinxext.pdf", SITE)
    # The page has changed, and the service worker has its digest.
    session.run("node", "browser/build/offline.mjs", SITE)


@nox.session(default=False)
def preview(session: nox.Session) -> None:
    """The picture of the site where it is linked, drawn again from its recording."""
    install(session)
    install_node_modules(session)  # Has the letters.
    install_browser(session)
    session.run("python", "-m", "cheatsheet.sphinxext.preview")


@nox.session(python=PYTHONS[::-1], default=False)
def record(session: nox.Session) -> None:
    """Renew the recordings: the only writer of that folder."""
    install(session)
    command = ["python", "-m", "cheatsheet.store.recordings", "write", *session.posargs]
    if session.python == newest():
        command.append("--base")  # The page shows this run.
    session.run(*command)
    session.run("python", "-m", "cheatsheet.store.api", "write")
    if session.python == newest():
        # The names that scripts use are seen once, on the Python that pages show.
        session.run("python", "-m", "cheatsheet.store.uses", "write", *session.posargs)
    if session.python == newest() and not session.posargs:
        # Old Pythons have no session: this one asks all that the machine has.
        session.run("python", "-m", "cheatsheet.store.probes", "write")
    session.notify("record-pyodide")  # Once, after the last Python of the machine.


@nox.session(name="record-pyodide", default=False)
def record_pyodide(session: nox.Session) -> None:
    """The last part of `record`: the virtual examples in the browser's Python."""
    install(session)
    install_node_modules(session)
    install_pyodide_packages(session)
    command = [
        "node",
        "--single-threaded",  # The script says why.
        "tests/browser/pyodide.mjs",
        "_build/pyodide",
        "cheatsheet.store.recordings",
    ]
    write = [*command, "write", "--virtual", *session.posargs]
    session.run(*write)
    # The next Python's runtime, which pages do not have yet.
    session.run(*write, env={"PYODIDE": "pyodide-next"})
    modules = ["cheatsheet.store.api", "cheatsheet.store.uses"]
    if not session.posargs:
        modules.append("cheatsheet.store.probes")
    for module in modules:
        write = [*command[:-1], module, "write"]
        session.run(*write)
        session.run(*write, env={"PYODIDE": "pyodide-next"})


def newest() -> str:
    """The newest Python of this machine that examples run on."""
    from python_discovery import get_interpreter

    return next(filter(get_interpreter, PYTHONS[::-1]))


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """The site on this machine, built again on every change; Ctrl-C ends it."""
    install(session)
    build_scripts(session)  # This one says what npm or uv have to say.
    port = free_port(session)
    watched = [part for name in SOURCES for part in ("--watch", name)]
    # The build writes these; watching them would never come to rest.
    ignored = ["--re-ignore", r"__pycache__|\.new$"]
    try:
        session.run(
            "sphinx-autobuild",
            "-c.",
            "-q",
            "-d_build/doctrees",
            "--host=127.0.0.1",
            f"--port={port}",
            "--pre-build=node browser/build/build.mjs",
            f"--post-build=node browser/build/minify.mjs {SITE}/_static",
            "-Dhosting_policy=0",  # The script that reloads pages is inline.
            "-Dhosting_offline=0",  # Nothing is kept of pages that change.
            *watched,
            *ignored,
            *session.posargs,
            "docs",
            SITE,
        )
    except KeyboardInterrupt:
        session.log("Stopped.")


def free_port(session: nox.Session, first: int = 8000) -> int:
    """The first port from 8000 on at which nothing listens."""
    import socket

    for port in range(first, first + 100):
        with socket.socket() as probe:
            if os.name != "nt":  # A port that was just left counts as free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                session.log(f"Port {port} is taken, trying {port + 1}.")
            else:
                return port
    session.error(f"Ports {first} to {first + 99} are all taken: end what holds them.")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measured figures, all or those of the parts named after `--`."""
    install(session)
    build_scripts(session)
    install_browser(session)
    build(session, SITE, "-d_build/doctrees")
    # What is compared with has an environment of its own, as nothing else needs it.
    home = "_build/jupyterlite/env"
    uv = functools.partial(session.run, "uv", external=True)
    uv("venv", "--quiet", "--allow-existing", home)
    uv(
        "pip",
        "install",
        "--quiet",
        f"--python={home}",
        "--requirements=bench/jupyterlite.txt",
    )
    session.run("python", "-m", "bench", *session.posargs)


@nox.session(default=False)
def links(session: nox.Session) -> None:
    """Ask every external link; dead ones are listed, none is an error."""
    install(session)
    session.run(
        "sphinx-build",
        "-c.",
        "-q",
        "-blinkcheck",
        "-d_build/doctrees",
        "docs",
        "_build/links",
        success_codes=[0, 1],  # The world's faults are not this project's.
    )


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Renew the pins of requirements.txt and package-lock.json.

    `nox -s lock -- --upgrade` takes the newest versions of all.
    """
    install(session)
    session.run(
        *["uv", "pip", "compile", "requirements.in", "--output-file=requirements.txt"],
        "--universal",  # One list for every Python and system.
        "--python-version=3.11",
        # Nothing in the list tells where or by what command it was made.
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--quiet",
        *session.posargs,
        external=True,  # nox's own uv.
    )
    session.run("npm", "install", "--package-lock-only", "--ignore-scripts")


@nox.session(default=False)
def check(session: nox.Session) -> None:
    """Changed examples alone: `nox -s check -- chapter/name`, in 20 s at most.

    Each is recorded on this Python: a recording of an older text is renewed, any
    other compared. It runs as a reader would run it, and its page is built with
    warnings as errors. `nox -s record` adds the other Pythons, `nox` checks all.
    """
    keys = session.posargs
    if not keys:
        session.error("Name the examples: `nox -s check -- chapter/name`")
    install(session)
    recordings = ["python", "-m", "cheatsheet.store.recordings"]
    session.run(*recordings, "check", "--renew", *keys)
    # The name of each test ends with that of its example and a bracket.
    chosen = " or ".join(f"{key}]" for key in keys)
    session.run("pytest", "-q", "-n2", "tests/examples/test_examples.py", "-k", chosen)
    # An example that is on no page, or on two, is a warning.
    build(session, SITE, "-nW", "--keep-going", "-d_build/doctrees")


if __name__ == "__main__":
    os.chdir(ROOT)
    nox.main()
