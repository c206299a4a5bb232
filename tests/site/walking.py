"""The walk through a run, as a reader sees it: what steps show, and what may move."""

import re
from functools import cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Locator, Page

from tests.site.visitor import SITE, Visitor

GATHER = "many_at_once.html", "#example-gather"


@cache
def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")


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


# Goes through so many steps by their key, and notes what each shows. The key is not
# pressed by a hand, as hundreds of presses from outside would take minutes.
WALK = f"""(card, count) => Array.from({{length: count}}, () => {{
  card.querySelector('svg.tl').dispatchEvent(
    new KeyboardEvent('keydown', {{key: 'ArrowRight', bubbles: true}}));
  return ({SHOWN})(card);
}})"""


def step_of(card: Locator) -> int:
    """The number of the shown step; 0 for the whole picture."""
    where = card.locator(".stepper-where").inner_text()
    found = re.match(r"step (\d+) of ", where)
    return int(found[1]) if found else 0


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


def check_steps(page: Page, name: str) -> None:
    """Each step of each card of a page shows what the row of its table says."""
    for place, tag in short_runs(name):
        card = page.locator(".example").nth(place)
        rows = tag.select(".tl-table tbody tr")
        printed = [
            (int(str(row["data-k"])), row.get_text().strip())
            for row in tag.select(".example-row[data-k]")
        ]
        lanes: set[str] = set()
        picture(card).press("Escape")
        walk = card.evaluate(WALK, len(rows))
        for number, (row, shown) in enumerate(zip(rows, walk, strict=True), 1):
            _, time, task, line, what, prints = (
                cell.get_text("\n").strip() if column == 5 else cell.get_text()
                for column, cell in enumerate(row.select("td"))
            )
            assert shown["where"] == f"step {number} of {len(rows)} · {time}"
            heard = [f"step {number} of {len(rows)}", time, task]
            assert shown["value"] == ", ".join(filter(None, heard))
            told = what if not task or what[0].isupper() else f"{task} {what}"
            assert shown["sentence"] == told
            strong = [one.get_text() for one in row.select("td:nth-child(5) strong")]
            assert shown["strong"] == ([task] if told != what else []) + strong
            assert shown["table"] == [str(number)]
            assert shown["rows"] == [text for k, text in printed if k == number]
            assert sorted(shown["rows"]) == sorted(
                text.strip() for text in prints.split("\n") if text
            )
            assert shown["later"] == [k for k, _ in printed if k > number]
            lane = str(row["data-lane"])
            check_code(shown, row, line, first=lane not in lanes, card=tag)
            lanes.add(lane)
            check_picture(shown, tag, number, lane)
        picture(card).press("Escape")
        assert step_of(card) == 0
        assert not card.locator(".step-end, .step-resume, .step-now").count()


def check_code(
    shown: dict[str, Any], row: Tag, line: str, first: bool, card: Tag
) -> None:
    """The marked lines are those of the row, and say what happens there."""
    here = {str(one["data-line"]) for one in card.select(".example-line")}
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
        code = card.select_one(f'.example-line[data-line="{line}"]')
        assert code
        assert shown["quote"] == line + code.get_text().strip()
    elif not own:
        file = str(card["data-files"]).split()[1].rpartition("/")[2]
        assert shown["quote"] == (f"{file}, line {line}" if line else file)


def check_picture(shown: dict[str, Any], card: Tag, number: int, lane: str) -> None:
    """The ring lies on the step's block, the playhead at its end."""
    block = card.select_one(f'.tl-run [data-k="{number}"]')
    name = card.select_one(f'.tl [data-l="{lane}"]')
    assert shown["name"] == ([name.get_text()] if name else [])
    if block:
        assert shown["ring"] == [block["x"], int(str(block["y"]))]
        right = float(str(block["x"])[:-1]) + float(str(block["width"])[:-1])
        assert shown["head"] >= right - 0.01
    else:
        assert card.select_one(f'.tl-timeout [data-k="{number}"]')


# Notes what the browser itself sees moving. The words at the end of a marked line,
# which change with each step, are no node.
SHIFTS = """() => {
  const told = entries => entries.flatMap(it => it.sources
    .filter(from => from.node)
    .map(({node}) => [it.value, (node.outerHTML ?? node.data).slice(0, 200)]));
  const found = [];
  const observer = new PerformanceObserver(
    list => found.push(...told(list.getEntries())));
  observer.observe({type: 'layout-shift'});
  const frame = () => new Promise(requestAnimationFrame);
  // What has moved. An entry is written when its frame is drawn.
  window.shifts = async () => {
    await frame();
    await frame();
    return found.concat(told(observer.takeRecords()));
  };
}"""
# Goes through so many steps and back to the whole picture, drawing each if asked for:
# what stood elsewhere meanwhile.
MOVED = """async (card, [count, drawn]) => {
  const all = [
    ...card.querySelectorAll('.example-line, .example-row'),
    ...document.querySelectorAll(
      '.example, .example-run > *, .stepper > *, h2, footer'),
  ].filter(it => !it.closest('.stepper') || it.parentElement.matches('.stepper'));
  // What sticks is where the reader is.
  const sticks = all.map(it => it.closest('.stepper') !== null);
  const places = () => all.flatMap((it, n) => {
    const box = it.getBoundingClientRect();
    return [box.left, box.width, box.height,
      sticks[n] ? 0 : Math.round(box.top + scrollY)];
  });
  const picture = card.querySelector('svg.tl');
  const press = key => {
    picture.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    return drawn ? new Promise(requestAnimationFrame) : null;
  };
  picture.focus();
  await press('ArrowRight');
  const before = places(), moved = [];
  for (const key of [...Array(count).fill('ArrowRight'), 'Escape']) {
    await press(key);
    places().forEach((it, n) => {
      if (it !== before[n]) moved.push(`${all[n >> 2].className}: ${before[n]}, ${it}`);
    });
  }
  return moved;
}"""


def check_rest(page: Page, name: str, drawn: bool) -> None:
    """Nothing of a page moves while its runs are walked through.

    Args:
        page: The page.
        name: Its path in the site.
        drawn: Whether each step is drawn, and the browser itself asked what moved.
    """
    if drawn:
        page.evaluate(SHIFTS)
    for place, tag in short_runs(name):
        steps = len(tag.select(".tl-table tbody tr"))
        card = page.locator(".example").nth(place)
        assert card.evaluate(MOVED, [steps, drawn]) == [], f"card {place + 1}"
    if drawn:
        assert page.evaluate("shifts()") == []


def go_halfway(page: Page, name: str) -> None:
    """Let each run of a page show the step in its middle."""
    for place, tag in short_runs(name):
        middle = len(tag.select(".tl-table tbody tr")) // 2
        card = page.locator(".example").nth(place)
        card.locator(".stepper input").evaluate(
            "(it, step) => { it.value = step; it.dispatchEvent(new Event('input')); }",
            middle,
        )
        assert step_of(card) == middle
