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

const field = document.querySelector<HTMLInputElement>(".sidebar-search");

/** Opens the dialog, with what the sidebar's field has. */
async function open(): Promise<void> {
  const found = await loaded();
  const question = field?.value ?? "";
  if (field) field.value = "";
  found.open(root, question);
}

document.addEventListener("keydown", (event) => {
  if (!opening(event)) return;
  event.preventDefault();
  field?.focus({ preventScroll: true }); // What is typed before the dialog is there is kept in it.
  void open();
});
// The form still works: a reader who presses Enter before gets the search's page.
field?.addEventListener("input", () => void open());
for (const link of document.querySelectorAll<HTMLElement>(".search-link")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // In another tab.
    event.preventDefault();
    void open();
  });
}
const place = document.getElementById("search-results");
if (place) {
  const question = new URLSearchParams(location.search).get("q") ?? "";
  void loaded().then((found) => found.show(root, place, question));
}
