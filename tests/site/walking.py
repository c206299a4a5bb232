"""The walk through a run, as a reader sees it: what steps show, and what may move."""

import re
from functools import cache
from typing import Any, NamedTuple

from bs4 import Tag
from playwright.sync_api import Locator, Page

from cheatsheet.store.project import PROJECT
from tests.site.visitor import Visitor, soup

GATHER = "many_at_once.html", "#example-gather"


def short_runs(name: str) -> list[tuple[int, Tag]]:
    """The cards of a page whose picture shows each step, with their places."""
    cards = enumerate(soup(name).select(".example"))
    return [(n, card) for n, card in cards if card.select(".tl:not(.tl-long)")]


# All that a step changes, as a reader sees it.
SHOWN = """card => {
  const texts = selector => [...card.querySelectorAll(selector)]
    .map(it => it.textContent.trim());
  const ring = card.querySelector('.step-ring');
  const place = card.querySelector('.step-head').getAttribute('x');
  return {
    where: texts('.stepper-where')[0],
    value: card.querySelector('.stepper input').getAttribute('aria-valuetext'),
    sentence: texts('.stepper-sentence')[0],
    strong: texts('.stepper-sentence strong'),
    quote: texts('.stepper-quote')[0],
    end: [...card.querySelectorAll('.step-end')].map(it => it.dataset.line),
    resume: [...card.querySelectorAll('.step-resume')].map(it => it.dataset.line),
    words: [...card.querySelectorAll('.example-line[data-words]')]
      .map(it => it.dataset.words),
    rows: texts('.example-row.step-now'),
    later: [...card.querySelectorAll('.step-later[data-k].example-row')]
      .map(it => +it.dataset.k),
    table: texts('tr.step-now td:first-child'),
    ring: [ring.getAttribute('x'), +ring.getAttribute('y')],
    head: parseFloat(place),
    name: texts('.step-name'),
  };
}"""


def step_in(where: str) -> int:
    """The number of the step that a stepper tells; 0 for the whole picture."""
    found = re.match(r"step (\d+) of ", where)
    return int(found[1]) if found else 0


def step_of(card: Locator) -> int:
    """The number of the shown step; 0 for the whole picture."""
    return step_in(card.locator(".stepper-where").inner_text())


def picture(card: Locator) -> Locator:
    return card.locator("svg.tl")


def card_of(visitor: Visitor, where: tuple[str, str] = GATHER, **how: Any) -> Locator:
    return visitor.open(where[0], **how).page.locator(where[1])


def click(card: Locator, near: Locator, right: float, below: float) -> int:
    """Press a place of the picture, and return the step that is shown then.

    Args:
        card: The card.
        near: A part of its picture.
        right: Pixels from the left edge of that part.
        below: Pixels from its upper edge.
    """
    x, y = near.evaluate(
        """it => {
          const box = it.getBoundingClientRect();
          const picture = it.closest('svg.tl').getBoundingClientRect();
          return [box.x - picture.x, box.y - picture.y];
        }"""
    )
    # Brings it into sight, and waits until nothing covers it.
    picture(card).click(position={"x": x + right, "y": y + below})
    return step_of(card)


def size(part: Locator) -> tuple[float, float]:
    """Width and height of a part of a page, in pixels."""
    box = part.bounding_box()
    assert box
    return box["width"], box["height"]


def press(card: Locator, *keys: str) -> int:
    for key in keys:
        card.page.keyboard.press(key)
    return step_of(card)


# What may not move: all lines of code and output, and the parts of the page.
PLACED = """.example-line, .example-row, .example, .example-run > *, .stepper > *,
  h2, footer"""
# Walks through all runs of a page together, as they have nothing to do with each
# other: in each turn each goes on by a step, and at last back to the whole picture.
# The key is not pressed by a hand: hundreds of presses from outside take minutes.
WALK = f"""async ([runs, drawn, told]) => {{
  const examples = document.querySelectorAll('.example');
  const cards = runs.map(([place]) => examples[place]);
  const all = [...document.querySelectorAll(`{PLACED}`)]
    .filter(it => !it.closest('.stepper') || it.parentElement.matches('.stepper'));
  // What sticks is where the reader is.
  const sticks = all.map(it => it.closest('.stepper') !== null);
  const places = () => all.flatMap((it, n) => {{
    const box = it.getBoundingClientRect();
    return [box.left, box.width, box.height,
      sticks[n] ? 0 : Math.round(box.top + scrollY)];
  }});
  const press = (card, key) => card.querySelector('svg.tl').dispatchEvent(
    new KeyboardEvent('keydown', {{key, bubbles: true}}));
  const shown = cards.map(() => []), moved = [];
  let before;
  const look = async turn => {{
    if (drawn) await new Promise(requestAnimationFrame);
    const now = places();
    before ??= now;
    now.forEach((it, n) => {{
      if (it !== before[n]) moved.push(
        `${{turn}}: ${{all[n >> 2].className || all[n >> 2].localName}} of card ${{
          [...examples].indexOf(all[n >> 2].closest('.example')) + 1}}, ${{
          ['left', 'width', 'height', 'top'][n & 3]}} ${{before[n]}}, ${{it}}`);
    }});
  }};
  for (let step = 1; step <= Math.max(0, ...runs.map(([, count]) => count)); step++) {{
    runs.forEach(([, count], n) => {{
      if (step > count) return;
      press(cards[n], 'ArrowRight');
      if (told) shown[n].push(({SHOWN})(cards[n]));
    }});
    await look(`step ${{step}}`);
  }}
  for (const card of cards) press(card, 'Escape');
  await look('the whole run');
  const left = cards.map(card => card.querySelector('.stepper-where').textContent + [
    ...card.querySelectorAll('.step-end, .step-resume, .step-now')]
      .map(it => it.className).join());
  return {{moved, shown, left}};
}}"""
# Notes what the browser itself sees moving. The words at the end of a marked line,
# which change with each step, are no node.
SHIFTS = """async () => {
  const told = entries => entries.flatMap(it => it.sources
    .filter(from => from.node)
    .map(({node}) => [it.value, (node.outerHTML ?? node.data).slice(0, 200)]));
  const found = [];
  const observer = new PerformanceObserver(
    list => found.push(...told(list.getEntries())));
  const frame = () => new Promise(requestAnimationFrame);
  // What another size of the window moves is no step's.
  await frame();
  await frame();
  observer.observe({type: 'layout-shift'});
  // What has moved. An entry is written when its frame is drawn.
  window.shifts = async () => {
    await frame();
    await frame();
    return found.concat(told(observer.takeRecords()));
  };
}"""


class Walk(NamedTuple):
    """What came of a walk through all runs of a page.

    Attributes:
        moved: What was somewhere else at some step.
        shown: For each card what each step showed.
        left: For each card what it told at the end, and each mark that was left.
    """

    moved: list[Any]
    shown: list[list[dict[str, Any]]]
    left: list[str]


@cache
def runs_of(name: str) -> list[tuple[int, int]]:
    """The places of the cards of a page that are walked through, and their steps."""
    return [
        (place, len(tag.select(".tl-table tbody tr")))
        for place, tag in short_runs(name)
    ]


def walk_unseen(page: Page, name: str, *, told: bool) -> Walk:
    """Walk through the runs of a page without drawing it.

    Args:
        page: The page.
        name: Its path in the site.
        told: Whether to note what each step shows.
    """
    return Walk(**page.evaluate(WALK, [runs_of(name), False, told]))


def walk_in_sight(page: Page, name: str) -> Walk:
    """Walk through the runs of a page, each step drawn, on a screen that has room.

    The browser itself tells what moves, but only of what is on the screen: so this one
    is as high as the page, and drawn small, because nothing looks at the drawing.

    Args:
        page: The page.
        name: Its path in the site.
    """
    runs = runs_of(name)
    if not runs:
        return Walk([], [], [])
    window = page.viewport_size
    assert window
    height = page.evaluate("document.documentElement.scrollHeight")
    screen = {"width": window["width"], "height": height, "scale": 0.05}
    devtools = page.context.new_cdp_session(page)
    devtools.send(
        "Emulation.setDeviceMetricsOverride",
        {**screen, "deviceScaleFactor": 1, "mobile": False},
    )
    page.evaluate(SHIFTS)
    walk = Walk(**page.evaluate(WALK, [runs, True, False]))
    walk.moved.extend(page.evaluate("shifts()"))
    devtools.detach()
    page.set_viewport_size(window)
    return walk


def check_steps(name: str, walk: Walk) -> None:
    """Each step of each card of a page shows what the row of its table says."""
    cards = [tag for _, tag in short_runs(name)]
    for tag, steps, left in zip(cards, walk.shown, walk.left, strict=True):
        rows = tag.select(".tl-table tbody tr")
        printed = [
            (int(str(row["data-k"])), row.get_text().strip())
            for row in tag.select(".example-row[data-k]")
        ]
        drawn = Drawn(tag)
        lanes: set[str] = set()
        time = ""
        for number, (row, shown) in enumerate(zip(rows, steps, strict=True), 1):
            cells = row.find_all("td", recursive=False)
            _, time, task, line, what, prints = (
                cell.get_text("\n").strip() if column == 5 else cell.get_text()
                for column, cell in enumerate(cells)
            )
            assert shown["where"] == f"step {number} of {len(rows)} · {time}"
            heard = [f"step {number} of {len(rows)}", time, task]
            assert shown["value"] == ", ".join(filter(None, heard))
            told = what if not task or what[0].isupper() else f"{task} {what}"
            assert shown["sentence"] == told
            strong = [one.get_text() for one in cells[4].find_all("strong")]
            assert shown["strong"] == ([task] if told != what else []) + strong
            assert shown["table"] == [str(number)]
            assert shown["rows"] == [text for k, text in printed if k == number]
            # A line may be of several steps, and hide what is written over.
            if not tag.select(".example-piece") and not overwrites(tag):
                assert sorted(filter(None, shown["rows"])) == sorted(
                    text.strip() for text in prints.split("\n") if text.strip()
                )
            assert shown["later"] == [k for k, _ in printed if k > number]
            lane = str(row["data-lane"])
            check_code(shown, row, line, first=lane not in lanes, drawn=drawn)
            lanes.add(lane)
            check_picture(shown, drawn, number, lane)
        count = "1 step" if len(rows) == 1 else f"{len(rows)} steps"
        figure = tag.select_one(".tl-figure")
        assert left == f"{count} · {figure['data-took'] if figure else ''}"


def overwrites(card: Tag) -> bool:
    """Whether a script goes back to the beginning of a line, as a progress bar does."""
    recording = PROJECT.load(PROJECT.path_of(str(card["data-script"])))
    return any("\r" in piece.text for piece in recording.output)


class Drawn:
    """The parts of a card that its steps are compared with, by their numbers.

    Args:
        card: The card, as it was built.
    """

    def __init__(self, card: Tag) -> None:
        def by(name: str, selector: str) -> dict[str, Tag]:
            return {str(one[name]): one for one in reversed(card.select(selector))}

        self.lines = by("data-line", ".example-line")
        self.blocks = by("data-k", ".tl-run [data-k]")
        self.timeouts = by("data-k", ".tl-timeout [data-k]")
        self.names = by("data-l", ".tl [data-l]")
        self.files = str(card["data-files"]).split()


def check_code(
    shown: dict[str, Any], row: Tag, line: str, first: bool, drawn: Drawn
) -> None:
    """The marked lines are those of the row, and say what happens there."""
    here = drawn.lines
    own = "data-program" not in row.attrs
    resumed = str(row.get("data-resumed", ""))
    both = resumed == line
    end = "raises" if row["data-end"] == "raises" else "ends"
    end = "waits" if row["data-end"] == "waits" else end
    words = {}
    if own and resumed in here:
        begun = "starts" if first else "resumes"
        begun = "is cancelled" if row["data-end"] == "cancelled" else begun
        words[resumed] = f"{begun} here"
    if own and line in here:
        words[line] = f"{begun} and {end} here" if both else f"{end} here"
    assert shown["end"] == ([line] if own and line in here else [])
    assert shown["resume"] == ([resumed] if not both and resumed in words else [])
    assert sorted(shown["words"]) == sorted(words.values())
    if own and line in here:
        assert shown["quote"] == line + here[line].get_text().strip()
    elif not own:
        file = drawn.files[1].rpartition("/")[2]
        assert shown["quote"] == (f"{file}, line {line}" if line else file)


def check_picture(shown: dict[str, Any], drawn: Drawn, number: int, lane: str) -> None:
    """The ring lies on the step's block, the playhead at its end."""
    block = drawn.blocks.get(str(number))
    name = drawn.names.get(lane)
    assert shown["name"] == ([name.get_text()] if name else [])
    if block:
        assert shown["ring"] == [block["x"], int(str(block["y"]))]
        right = float(str(block["x"])[:-1]) + float(str(block["width"])[:-1])
        assert shown["head"] >= right - 0.01
    else:
        assert str(number) in drawn.timeouts


# Lets each run of a page show a step by its slider; what is told then.
GO = """([runs, share]) => {
  const cards = document.querySelectorAll('.example');
  for (const [place, count] of runs) {
    const slider = cards[place].querySelector('.stepper input');
    slider.value = Math.floor(count * share);
    slider.dispatchEvent(new Event('input'));
  }
  return runs.map(
    ([place]) => cards[place].querySelector('.stepper-where').textContent.trim());
}"""


def go_to(page: Page, name: str, share: float) -> None:
    """Let each run of a page show one step.

    Args:
        page: The page.
        name: Its path in the site.
        share: 0 for the whole picture, 1 for the last step.
    """
    runs = runs_of(name)
    for (_, count), where in zip(runs, page.evaluate(GO, [runs, share]), strict=True):
        assert step_in(where) == int(count * share)
