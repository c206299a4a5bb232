/** Loads the index and the pages' texts, each once. */

import { Finder } from "./finder";
import type { Packed } from "./packed";

type Texts = Record<string, string[]>;

/** Name of the script that knows messages; it changes with its content. */
declare const PASTED: string;

declare global {
  // What that script leaves behind: see `pasted.ts`.
  var sectionPasted: typeof import("./pasted") | undefined;
  // What the scripts call that the build makes: see `index.mjs`.
  var searchIndex: ((packed: Packed) => void) | undefined;
  var searchTexts: ((texts: Texts) => void) | undefined;
}

let finder: Promise<Finder> | null = null;
/** The lines of sections, by their addresses, as far as they are loaded. */
export const texts: Texts = {};
const wanted = new Map<number, Promise<void>>();

globalThis.searchTexts = (said) => Object.assign(texts, said);

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

/** Loads a file of texts. */
export function loadTexts(root: string, file: number): Promise<void> {
  let loading = wanted.get(file);
  if (!loading) {
    loading = script(`${root}_static/search/texts/${file}.js`);
    wanted.set(file, loading);
    loading.catch(() => wanted.delete(file));
  }
  return loading;
}

/** The addresses of the messages in a text; none if they cannot be loaded. */
export async function getPasted(root: string, text: string): Promise<string[]> {
  try {
    if (!globalThis.sectionPasted) await script(`${root}_static/browser/${PASTED}`);
    return (await globalThis.sectionPasted?.recognised(root, text)) ?? [];
  } catch {
    return []; // A page on a disk cannot; the words of the message still find it.
  }
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
