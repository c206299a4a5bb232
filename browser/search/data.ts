/** Loads the index and the pages' texts, each once. */

import { Finder } from "./finder";
import type { Packed } from "./packed";

type Texts = Record<string, string[]>;

declare global {
  // What the scripts call that the build makes: see `index.mjs`.
  var searchIndex: ((packed: Packed) => void) | undefined;
  var searchText: ((page: string, texts: Texts) => void) | undefined;
}

let finder: Promise<Finder> | null = null;
const texts = new Map<string, Texts>();
const wanted = new Map<string, Promise<Texts>>();

globalThis.searchText = (page, said) => texts.set(page, said);

/** The finder with its index. */
export function getFinder(root: string): Promise<Finder> {
  finder ??= new Promise<Finder>((resolve, reject) => {
    globalThis.searchIndex = (packed) => resolve(new Finder(packed));
    const none = () => reject(new Error("the index is not one of this search"));
    script(`${root}_static/search/index.js`).then(none, reject);
  });
  finder.catch(() => {
    finder = null;
  });
  return finder;
}

/** The lines of a page's sections, if they are here. */
export function knownTexts(page: string): Texts | undefined {
  return texts.get(page);
}

/** The lines of a page's sections, by their anchors. */
export function getTexts(root: string, page: string): Promise<Texts> {
  let found = wanted.get(page);
  if (!found) {
    const name = page.replace(/\.html$/, "").replaceAll("/", ".");
    const loading = script(`${root}_static/search/pages/${name}.js`);
    found = loading.then(() => texts.get(page) ?? {});
    wanted.set(page, found);
    found.catch(() => wanted.delete(page));
  }
  return found;
}

function script(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = src;
    element.addEventListener("load", () => {
      element.remove();
      resolve();
    });
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error(`cannot load ${src}`));
    });
    document.head.append(element);
  });
}
