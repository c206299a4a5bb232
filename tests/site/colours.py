"""Whether texts stand out from what is behind them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import JSHandle, Page

# WCAG 2.2, criterion 1.4.3: what text needs that is not large.
ENOUGH = 4.5

# Said once to axe-core: it judges the contrast of marked texts alone, and describes
# nothing, because the markup of each element that passes is a fifth of its work.
MARKED_ALONE = """axe.configure({
  noHtml: true,
  rules: [{id: 'color-contrast', selector: '[data-judged]'}],
});"""
# Marks one text of each kind in a part of a page, but for the kinds that are settled.
# Texts are of one kind if they and all that is around them look alike: a page has 1,500
# texts of 70 kinds, and has them in common with other pages. What lies on another
# element than those around it, axe leaves to people in any case. So it does with texts
# on a gradient: ours is a shadow at the edge of code that goes on, without which no
# code would be judged. Signs without a letter it does not judge, and what is drawn
# beside the page it lets pass: neither stands for its kind.
CHOOSE = """([part, settled]) => {
  const names = ['color', 'backgroundColor', 'opacity', 'fontSize', 'fontWeight',
    'textShadow', 'position', 'filter', 'mixBlendMode', 'display'];
  const known = new Map(), kinds = new Set(settled);
  const hash = text => {  // Two times 32 bits, in the manner of FNV-1a.
    let one = 0x811c9dc5, other = 0x01000193;
    for (let n = 0; n < text.length; n++) {
      one = Math.imul(one ^ text.charCodeAt(n), 0x01000193);
      other = Math.imul(other ^ text.charCodeAt(n), 0x85ebca6b);
    }
    return (one >>> 0).toString(36) + (other >>> 0).toString(36);
  };
  const kind = it => {
    if (!it) return '';
    if (!known.has(it)) {
      const style = getComputedStyle(it);
      known.set(it, hash(JSON.stringify([kind(it.parentElement), it.localName,
        it.ariaHidden, it.ariaDisabled, it.matches(':disabled'),
        names.map(name => style[name])])));
    }
    return known.get(it);
  };
  const says = it => it.matches('input, select, textarea')
    || [...it.childNodes].some(
      child => child.nodeType === 3 && /[\\p{L}\\p{N}]/u.test(child.data));
  const beside = it => {
    const box = it.getBoundingClientRect();
    return box.width < 2 || box.height < 2 || box.right <= 0
      || box.left >= document.documentElement.scrollWidth || box.bottom + scrollY <= 0;
  };
  const roots = typeof part === 'string' ? [...document.querySelectorAll(part)] : part;
  for (const it of roots.flatMap(root => [root, ...root.querySelectorAll('*')])) {
    if (it.ownerSVGElement || !says(it)) continue;
    if (!it.checkVisibility({visibilityProperty: true})) continue;
    if (kinds.has(kind(it)) || beside(it)) continue;
    kinds.add(kind(it));
    it.setAttribute('data-judged', kind(it));
  }
  const marked = document.querySelectorAll('[data-judged]').length;
  for (const it of document.querySelectorAll('pre'))
    if (getComputedStyle(it).backgroundImage !== 'none')
      it.style.backgroundImage = 'none';
  return marked;
}"""
FORGET = """() => {
  for (const it of document.querySelectorAll('[data-judged]'))
    it.removeAttribute('data-judged');
  for (const it of document.querySelectorAll('pre'))
    it.style.removeProperty('background-image');
}"""
# How often each kind of text was judged, on this page or others: a kind that has passed
# is not judged again, and one that axe leaves to people, such as a text with something
# of the style sheet's before or after it, only so often.
JUDGED: Counter[str] = Counter()
OFTEN = 3

# Texts of pictures, which axe does not judge: three points of each, and the areas
# that are drawn behind them. Luminance and contrast as WCAG 2.2 defines them.
PICTURES = """enough => {
  const brush = document.createElement('canvas').getContext('2d',
    {willReadFrequently: true});
  const colours = new Map();
  const colour = text => {
    if (!colours.has(text)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = text;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      colours.set(text, [[r, g, b], a / 255]);
    }
    return colours.get(text);
  };
  const over = ([rgb, alpha], part, below) =>
    rgb.map((value, at) => value * alpha * part + below[at] * (1 - alpha * part));
  const luminance = rgb => {
    const [r, g, b] = rgb.map(value => value / 255).map(value =>
      value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [one, other].map(luminance).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const opacity = it =>
    it ? +getComputedStyle(it).opacity * opacity(it.parentElement) : 1;
  const page = over(colour(getComputedStyle(document.body).backgroundColor), 1,
    [255, 255, 255]);
  const behind = (text, x, y) => {
    const {height} = text.getBoundingClientRect();
    const small = it => {  // A mark, or a line: no ground to read on.
      const box = it.getBoundingClientRect();
      return Math.min(box.width, box.height) < height / 2;
    };
    const all = document.elementsFromPoint(x, y);
    if (!all.includes(text)) return null;  // Between two strokes of a letter.
    return all.slice(all.indexOf(text) + 1).reverse().reduce((below, it) => {
      const style = getComputedStyle(it);
      if (!it.ownerSVGElement)
        return over(colour(style.backgroundColor), opacity(it), below);
      if (style.fill === 'none' || it.localName === 'text' || small(it)) return below;
      return over(colour(style.fill), style.fillOpacity * opacity(it), below);
    }, page);
  };
  const texts = [...document.querySelectorAll('svg text')].filter(it =>
    it.textContent.trim() && it.checkVisibility({visibilityProperty: true}));
  const still = [...document.querySelectorAll('svg *')];
  still.forEach(it => { it.style.pointerEvents = 'all'; });
  const faint = [];
  for (const text of texts) {
    text.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = text.getBoundingClientRect(), style = getComputedStyle(text);
    const shown = style.fillOpacity * opacity(text);
    const grounds = [0.1, 0.5, 0.9].map(part =>
      behind(text, box.x + box.width * part, box.y + box.height / 2)).filter(Boolean);
    if (!grounds.length) throw Error(`not in sight: ${text.outerHTML}`);
    const least = Math.min(...grounds.map(ground =>
      contrast(over(colour(style.fill), shown, ground), ground)));
    if (least < enough) faint.push(`${least.toFixed(2)}: ${text.outerHTML}`);
  }
  still.forEach(it => it.style.removeProperty('pointer-events'));
  return faint;
}"""


@contextmanager
def one_text_of_each_kind(page: Page, part: str | JSHandle) -> Iterator[int]:
    """Let axe-core's rule of contrast judge one text of each kind, on even grounds.

    Args:
        page: The page, whose axe was told `MARKED_ALONE`.
        part: A selector, or a handle of elements.

    Yields:
        How many texts there are to judge.
    """
    settled = [kind for kind, times in JUDGED.items() if times >= OFTEN]
    marked = page.evaluate(CHOOSE, [part, settled])
    try:
        yield marked
    finally:
        page.evaluate(FORGET)


def faint_in_pictures(page: Page) -> list[str]:
    """Texts of a page's pictures that do not stand out: contrast and markup.

    The page has to be drawn: what lies behind a text is asked of the screen.
    """
    found: list[str] = page.evaluate(PICTURES, ENOUGH)
    return found
