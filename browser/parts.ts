/** Elements of a card that the page's script makes. */

import { draw, make } from "./dom";

/** Outlines on a grid of 14 units; those of `SOLID` are filled. */
const ICONS = {
  run: "M4 2.5v9l7.5-4.5z",
  stop: "M3.5 3.5h7v7h-7z",
  edit: "m2 12 .6-2.8 7-7 2.2 2.2-7 7zm6.2-8.4 2.2 2.2",
  share:
    "M6 8a2.6 2.6 0 0 0 3.7 0l1.8-1.8a2.6 2.6 0 0 0-3.7-3.7l-.9.9M8 6a2.6 2.6 0 0 0-3.7 0L2.5 7.8a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  reset: "M2.5 2v3.5H6M2.8 5.2A4.8 4.8 0 1 1 2.2 8",
  check: "m2.5 7.5 3 3 6-7",
  download: "M7 1v7.5M3.5 5.5 7 9l3.5-3.5M2 12.5h10",
};
const SOLID = new Set(["run", "stop"]);
export type Icon = keyof typeof ICONS;

/** Draw an icon, for the eye alone. */
export function icon(name: Icon): SVGSVGElement {
  const kind = SOLID.has(name) ? "example-icon solid" : "example-icon";
  const attributes = { class: kind, viewBox: "0 0 14 14", "aria-hidden": "true" };
  return draw("svg", attributes, draw("path", { d: ICONS[name] }));
}

/** Make a button of a header: an icon and a word, and a name that needs no context. */
export function button(sign: Icon, word: string, name: string): HTMLButtonElement {
  const attributes = { type: "button", class: "example-button", "aria-label": name };
  return make("button", attributes, icon(sign), make("span", {}, word));
}

/** Give a button another icon, word and name. */
export function rename(
  target: HTMLElement,
  sign: Icon,
  word: string,
  name: string,
): void {
  target.replaceChildren(icon(sign), make("span", {}, word));
  target.setAttribute("aria-label", name);
}

/** Put a number and what it counts into words: `1 line`, `9,000 lines`. */
export function counted(count: number, word: string): string {
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}
