/**
 * What every page loads of the search: the keys and the places that open it.
 *
 * This one is a script, not a module, as is all that it loads: browsers load no modules
 * into a page that is opened from a disk.
 */

import { opening } from "./keys";

/** Name of the script that has the search; it changes with its content. */
declare const BOX: string;

/** What that script leaves behind: see `box.ts`. */
interface Box {
  open(root: string, question: string): void;
  show(root: string, place: HTMLElement, question: string): void;
}

declare global {
  var sectionSearch: Box | undefined;
}

const root = document.documentElement.dataset.content_root ?? "./";
let box: Promise<Box> | null = null;

function loaded(): Promise<Box> {
  box ??= Promise.all([
    added("link", { rel: "stylesheet", href: `${root}_static/search.css` }),
    added("script", { src: `${root}_static/browser/${BOX}` }),
  ]).then(() => {
    if (!globalThis.sectionSearch) throw new Error(`${BOX} has no search`);
    return globalThis.sectionSearch;
  });
  box.catch(() => {
    box = null; // Without network now; the next key tries again.
  });
  return box;
}

function added(tag: "link" | "script", attributes: Record<string, string>) {
  return new Promise<void>((resolve, reject) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, value);
    }
    element.addEventListener("load", () => resolve());
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error(`cannot load ${Object.values(attributes).at(-1)}`));
    });
    document.head.append(element);
  });
}

const sidebar = document.querySelector<HTMLInputElement>(".sidebar-search");

/**
 * The field that keeps what is typed until the dialog is there.
 *
 * Where the sidebar is hidden, it is one of its own, which nobody sees: phones show their
 * keyboard only for a field that the press itself has focused.
 */
function waiting(): HTMLInputElement {
  const shown =
    sidebar?.offsetParent && getComputedStyle(sidebar).visibility === "visible";
  if (sidebar && shown) return sidebar;
  const field = document.createElement("input");
  field.setAttribute("aria-label", "Search");
  // Phones enlarge a page for a field of smaller letters.
  field.style.cssText = "position: fixed; top: 0; opacity: 0; font-size: 16px";
  document.body.append(field);
  return field;
}

/** Opens the dialog, with what a field has. */
async function open(field: HTMLInputElement): Promise<void> {
  try {
    const found = await loaded();
    const question = field.value;
    field.value = "";
    found.open(root, question);
  } finally {
    if (field !== sidebar) field.remove();
  }
}

function ask(event: Event): void {
  event.preventDefault();
  const field = waiting();
  field.focus({ preventScroll: true });
  void open(field);
}

document.addEventListener("keydown", (event) => {
  if (opening(event)) ask(event);
});
// The form still works: a reader who presses Enter before gets the search's page.
sidebar?.addEventListener("input", () => void open(sidebar));
for (const link of document.querySelectorAll<HTMLElement>(".search-link")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // In another tab.
    ask(event);
  });
}
const place = document.getElementById("search-results");
if (place) {
  const question = new URLSearchParams(location.search).get("q") ?? "";
  void loaded().then((found) => found.show(root, place, question));
}
