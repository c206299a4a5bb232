"""The fonts that the tests' browser has: named here, whatever the machine has.

A page has to hold with any font that a reader's system has, so what depends on the
width of letters is asked twice: in a set as wide as readers have, and in a narrow one.
Both come from npm with exact versions, and fontconfig shows Chromium nothing else.

Rejected were fonts of the machine's packages, because their versions, and whether
they can be installed at all, are the machine's; and `@font-face` put into each page,
because the page tested would not be the page sent: it would have other styles, need
another security policy, and its generic families would still be the machine's.

Only Chromium on Linux asks fontconfig. On other systems the tests run with the
system's fonts, and the one that compares them with this list is skipped.
"""

import re
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from cheatsheet.store.project import ROOT

NODE_MODULES = ROOT / "node_modules"
# What a style sheet says where it leaves the choice to the system.
GENERIC = ["sans-serif", "sans", "system-ui", "ui-sans-serif", "serif"]
GENERIC_CODE = ["monospace", "mono", "ui-monospace"]


class Fonts(NamedTuple):
    """A font for text, one for code, and where their files are.

    Attributes:
        text: The family of all text.
        code: The family of all code.
        files: The font files, in `node_modules`.
    """

    text: str
    code: str
    files: list[str]


DEJAVU = [
    f"dejavu-fonts-ttf/ttf/{name}.ttf"
    for family in ("DejaVuSans", "DejaVuSansMono")
    for name in (family, f"{family}-Bold", f"{family}-Oblique", f"{family}-BoldOblique")
]


def google(family: str) -> list[str]:
    """The files of a family of Google's: the four cuts that most fonts have."""
    cuts = ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]
    folder = f"@expo-google-fonts/{family.lower()}"
    return [f"{folder}/{cut}/{family}_{cut}.ttf" for cut in cuts]


FONTS = {
    # About 15 % wider than Arial; what a bare Debian has.
    "wide": Fonts("DejaVu Sans", "DejaVu Sans Mono", DEJAVU),
    # Arimo and Cousine have the widths of Arial and Courier New, as Liberation has.
    # DejaVu has the signs that they lack; some font of any system has them.
    "narrow": Fonts(
        "Arimo", "Cousine", [*google("Arimo"), *google("Cousine"), *DEJAVU]
    ),
}


def stacks(site: Path) -> dict[str, set[str]]:
    """The families that the style sheets of a site name, of text and of code."""
    found: dict[str, set[str]] = {"text": set(GENERIC), "code": set(GENERIC_CODE)}
    for sheet in site.rglob("*.css"):
        for names in re.findall(
            r"(?:font-family|--font-stack[\w-]*):([^;}]+)", sheet.read_text("utf-8")
        ):
            kind = "code" if "mono" in names.lower() else "text"
            found[kind] |= {
                name
                for part in names.split(",")
                if (name := part.strip().strip("\"'")) and "(" not in name
            }
    found["text"] -= found["code"]
    return found


def write_config(fonts: Fonts, site: Path, folder: Path) -> Path:
    """Write the configuration that shows a browser these fonts and no other.

    Args:
        fonts: The set.
        site: The site whose style sheets name families.
        folder: Where the file and fontconfig's cache go.

    Returns:
        The file, for `FONTCONFIG_FILE`.

    Raises:
        FileNotFoundError: A package is not installed.
    """
    # A folder of exactly these: packages have more, which would be chosen for signs.
    chosen = folder / "fonts"
    chosen.mkdir()
    for name in fonts.files:
        path = NODE_MODULES / name
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}: run `npm ci`")
        (chosen / path.name).symlink_to(path)
    lines = [
        f"<dir>{escape(str(chosen))}</dir>",
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>",
    ]
    families = stacks(site)
    for family, asked in (
        (fonts.text, families["text"]),
        (fonts.code, families["code"]),
    ):
        lines += [
            f'<alias binding="same"><family>{escape(name)}</family>'
            f"<prefer><family>{family}</family></prefer></alias>"
            for name in sorted(asked)
        ]
    # Letters have the widths that the font says, not those of a pixel's multiple.
    for setting, value in (("hinting", "false"), ("antialias", "true")):
        lines.append(
            f'<match target="font"><edit name="{setting}" mode="assign">'
            f"<bool>{value}</bool></edit></match>"
        )
    file = folder / "fonts.conf"
    text = "\n".join(["<fontconfig>", *lines, "</fontconfig>", ""])
    file.write_text('<?xml version="1.0"?>\n' + text, "utf-8")
    return file
