"""What a run printed, as HTML: when, who, and at which step.

A page and the browser show output with the same markup.
"""

from collections.abc import Iterator

from looptape.recording import Piece
from looptape.text.breaks import breakable
from looptape.text.lines import Line, lines_of
from looptape.text.words import count, cut, seconds
from looptape.timeline.model.view import View
from looptape.timeline.svg.markup import attribute, escape
from looptape.timeline.terminal import styled

ENDED = {"raised": "Raised", "deadlock": "Deadlock", "limit": "Stopped"}
# More lines than this are shown without their middle, and a line only so far.
MOST, LAST = 500, 100
LONGEST = 5000  # characters
NOTHING = "(prints nothing)"
PHONE = 24  # characters that have room on a phone, beside the name of a task
MARK = "<wbr/>"  # as XML has it


def programs(view: View) -> list[int]:
    """The programs whose output is shown: the first one, and those that print."""
    printing = {piece.program for piece in view.recording.output}
    return sorted(printing | {0})


def lines(view: View, program: int) -> list[Line]:
    """What one program printed, in order."""
    return [line for line in lines_of(view.recording.output) if line.program == program]


def title(view: View, program: int, where: str = "") -> str:
    """What stands above a program's output.

    Args:
        view: The run.
        program: Index of the program.
        where: Words that say on which Pythons, for all but the usual run.
    """
    of = f" of {view.recording.programs[program]}" if program else ""
    return f"Output{of}{where}"


def rows(view: View, program: int) -> str:
    """The lines of one program, for a `<pre>`; empty if it printed none.

    Each has `data-at` (the time, where that changes), `data-who`, and `data-k` (the
    number of the row of the table that has it, from 1). A line that was written bit
    by bit at several steps has an element `example-piece` for each bit, with the same.
    """
    return "".join(_rows(view, program))


def _rows(view: View, program: int) -> Iterator[str]:
    shown = ""
    printed = lines(view, program)
    left_out = len(printed) - MOST
    for place, line in enumerate(printed):
        if left_out > 0 and place >= MOST - LAST and place < len(printed) - LAST:
            if place == MOST - LAST:
                more = f"… {count(left_out, 'more line')}"
                yield f'<span class="example-more">{more}\n</span>'
            continue
        at = seconds(line.at)
        data = _data(view, line.pieces, "" if at == shown else at)
        text = _text(line.text)
        step_of = view.step_of
        bits = {(step_of[id(one)], one.lane, one.at) for one in line.pieces}
        # What is written over is of no bit.
        if len(bits) > 1 and "\r" not in line.text:
            text = f"<span>{''.join(_bits(view, line))}</span>"
        yield f'<span class="example-row"{data}>{text}\n</span>'
        shown = at


def _text(text: str) -> str:
    """A line as markup, in the colours of a terminal."""
    marked = []
    left = LONGEST
    for piece, style in styled(text):
        shown = breakable(escape(cut(piece, left)), PHONE, MARK)
        left = max(left - len(piece), 0)
        # On a colour, only the usual one of text is legible for certain.
        names = [f"on-{style.ground}" if style.ground else style.colour]
        names.append("bold" if style.bold else "")
        classes = " ".join(f"example-row-{name}" for name in names if name)
        if classes and shown:
            shown = f'<span class="{classes}">{shown}</span>'
        marked.append(shown)
        if not left:
            break
    inner = "".join(marked)
    # In one element, because a row is a grid.
    return f"<span>{inner}</span>" if len(marked) > 1 or MARK in inner else inner


def _bits(view: View, line: Line) -> Iterator[str]:
    """The bits of a line that several steps wrote."""
    left = LONGEST
    for place, piece in enumerate(line.pieces):
        texts = piece.text.split("\n")
        # Its first piece may end the line before, and its last one begin the next.
        text = texts[-1] if place == 0 else texts[0]
        data = _data(view, [piece], seconds(piece.at))
        yield f'<span class="example-piece"{data}>{_text(text[:left])}</span>'
        left = max(0, left - len(text))


def _data(view: View, pieces: list[Piece], at: str) -> str:
    """When and by which tasks something was written, and at which step."""
    lanes = dict.fromkeys(piece.lane for piece in pieces if piece.lane is not None)
    who = [view.lanes[lane].name for lane in lanes]
    if pieces[-1].stream == "err":
        who.append("stderr")
    number = view.step_of.get(id(pieces[-1])) if view.steps else None
    data = attribute("data-at", at)
    data += attribute("data-who", escape(", ".join(who)))
    return data + attribute("data-k", "" if number is None else str(number + 1))


def ended(view: View) -> str:
    """How the run ended, if it did not return."""
    recording = view.recording
    if recording.ended == "returned":
        return ""
    how = ENDED[recording.ended]
    if recording.serves or recording.idles:
        how = "Serving" if recording.serves else "Idle"
    return f"{how}: {recording.error}"


def block(inner: str) -> str:
    """Rows in the shape of Sphinx's blocks, which its copy button looks for."""
    return (
        '<div class="highlight-text example-output notranslate">'
        f'<div class="highlight"><pre tabindex="0">{inner}</pre></div></div>\n'
    )


def outputs(view: View) -> str:
    """The output of all programs, each with its label, and how the run ended."""
    blocks = []
    for program in programs(view):
        blocks.append(f'<p class="example-label">{escape(title(view, program))}</p>\n')
        inner = rows(view, program)
        nothing = f'<p class="example-nothing">{NOTHING}</p>\n'
        blocks.append(block(inner) if inner else nothing)
    if ended(view):
        blocks.append(f'<p class="example-end">{escape(ended(view))}</p>\n')
    return "".join(blocks)
