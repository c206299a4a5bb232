/** Elements of a card that the page's script makes. */

// What Sphinx writes into pages is drawn from the same file.
import ICONS from "../../cheatsheet/sphinxext/icons.json";
import { draw, make } from "./dom";

const SOLID = new Set<string>(["run", "stop"]);
export type Icon = keyof typeof ICONS;

/** Draw an outline on a grid of 14 units, for the eye alone. */
export function outline(path: string, kind?: string): SVGSVGElement {
  const attributes = { viewBox: "0 0 14 14", "aria-hidden": "true" };
  const drawn = draw("svg", attributes, draw("path", { d: path }));
  if (kind) drawn.setAttribute("class", kind);
  return drawn;
}

/** Draw an icon of a header. */
export function icon(name: Icon): SVGSVGElement {
  return outline(ICONS[name], `example-icon${SOLID.has(name) ? " solid" : ""}`);
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
