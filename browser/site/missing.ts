/** Fills in the page for an address that is not there: what may have been meant. */

import { make } from "../shared/dom";

/** How many pages to name, and how alike their address has to be, from 0 to 1. */
const MOST = 5;
const ALIKE = 0.3;
/** Parts of an address that say nothing of what was meant. */
const EMPTY = new Set(["html", "htm", "index", "md", "php", "docs", "en", "latest"]);

/** The words of a path, in small letters. */
function wordsOf(path: string): string[] {
  const words = path.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word && !EMPTY.has(word));
}

/** All pairs of neighbouring letters, with the ends of words. */
function pairsOf(words: string[]): string[] {
  const text = ` ${words.join(" ")} `;
  return [...text].slice(1).map((letter, at) => text.charAt(at) + letter);
}

/** How much two texts have in common, from 0 to 1 (Sørensen and Dice). */
function likeness(one: string[], other: string[]): number {
  const left = [...other];
  const both = one.filter((pair) => {
    const at = left.indexOf(pair);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * both.length) / (one.length + other.length);
}

/** The path of an address below the site's own. */
function below(path: string): string {
  const root = document.documentElement.dataset.content_root ?? "/";
  const inner = path.startsWith(root) ? path.slice(root.length) : path;
  try {
    return decodeURIComponent(inner);
  } catch {
    return inner;
  }
}

const wanted = wordsOf(below(location.pathname));
const field = document.querySelector<HTMLInputElement>(".missing input");
if (field) field.value = wanted.join(" ");

const own = pairsOf(wanted);
// The menu of the site has a link to each of its pages.
const links = document.querySelectorAll<HTMLAnchorElement>(".sidebar-tree a.reference");
const found = [...links]
  .map((link) => ({
    link,
    alike: likeness(own, pairsOf(wordsOf(below(link.pathname)))),
  }))
  .filter(({ alike }) => wanted.length > 0 && alike >= ALIKE)
  .sort((one, other) => other.alike - one.alike)
  .slice(0, MOST);
const list = document.querySelector<HTMLElement>(".nearest");
if (list && found.length > 0) {
  for (const { link } of found) {
    list.append(make("li", {}, make("a", { href: link.href }, link.textContent ?? "")));
  }
  list.hidden = false;
  const heading = list.previousElementSibling;
  if (heading instanceof HTMLElement) heading.hidden = false;
}
