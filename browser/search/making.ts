/** Makes the index out of what Sphinx knows of the pages: for the build alone. */

import MiniSearch from "minisearch";
import { ASK_FIELDS, OPTIONS, PAGE_FIELD, TEXT_FIELDS } from "./finder";
import { type Packed, pack, packTerms, shortened, termsIn } from "./packed";
import { allTermsOf, termsOf } from "./words";

interface Document {
  page: number;
  top: boolean;
  anchor: string;
  title: string;
  rank: number;
  asked: string[];
  names: string[];
  text: string[];
}

export interface Documents {
  pages: { address: string; title: string }[];
  sections: Document[];
}

// A page's first section often only says what the others are about.
const TOP = 0.7;
// So does a short one, of fewer terms than this.
const SHORT = 40;
const SHORTS = 0.9;
// A term that so many of all sections have in their text says nothing of any of them.
const COMMON = 3 / 10;
// Results quote a few sections of many pages, so files of texts are small.
const LETTERS = 1500;
// A script's name is found by its words: nobody asks for all of them in one.
const FILE = /\b\w+\.py\b/g;

/** The index of all sections. */
export function indexOf(all: Documents): Packed {
  const { pages, sections } = all;
  const texts = new MiniSearch({ ...OPTIONS, fields: TEXT_FIELDS });
  const asks = new MiniSearch({ ...OPTIONS, fields: ASK_FIELDS });
  const titles = pages.map(({ title }) => termsOf(title));
  const packed: Packed["sections"] = [];
  const phrases: number[] = [];
  let number = 0;
  const rare = rareTermsOf(sections);
  sections.forEach((section, id) => {
    const text = textOf(section);
    const names = section.names.flatMap((name) => termsOf(spaced(name)));
    const asked = phrasesOf(section);
    const known = new Set(asked.flat());
    // How often a text has a term helps no question here, and is a fifth of the index.
    // Terms of its phrases are the text's as well: what loads the index adds them.
    texts.add({
      id,
      page: unique(titles[section.page] ?? []),
      text: unique([...text.filter((term) => rare.has(term)), ...names]).filter(
        (term) => !known.has(term),
      ),
    });
    for (const ask of asked) asks.add({ id: number++, ask });
    phrases.push(asked.length);
    let rank = section.rank;
    if (section.top) rank *= TOP;
    if (text.length < SHORT) rank *= SHORTS;
    const { page, anchor, title } = section;
    packed.push([page, shortened(anchor, title), title, Math.round(rank * 100)]);
  });
  const terms = termsIn(texts.toJSON(), asks.toJSON());
  return {
    pages: pages.map(({ address, title }) => [address, title]),
    sections: packed,
    phrases,
    files: firsts(all),
    terms: packTerms(terms),
    texts: pack(texts.toJSON(), terms, [PAGE_FIELD]),
    asks: pack(asks.toJSON(), terms),
  };
}

function textOf({ text }: Document): string[] {
  return text.flatMap((line) => termsOf(spaced(line)));
}

/** The terms that tell sections apart: all but those that many texts have. */
function rareTermsOf(sections: Document[]): Set<string> {
  const counts = new Map<string, number>();
  for (const term of sections.flatMap((section) => unique(textOf(section)))) {
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const most = sections.length * COMMON;
  return new Set([...counts.keys()].filter((term) => (counts.get(term) ?? 0) <= most));
}

function spaced(line: string): string {
  return line.replace(FILE, (name) =>
    name.slice(0, -".py".length).replaceAll("_", " "),
  );
}

/** The terms of the title and of each phrase; two of the same terms are one. */
function phrasesOf({ title, asked }: Document): string[][] {
  const found = new Map<string, string[]>();
  for (const ask of [title, ...asked]) {
    const terms = unique(allTermsOf(ask)).sort();
    if (terms.length) found.set(terms.join(" "), terms);
  }
  return [...found.values()];
}

function firsts(all: Documents): number[] {
  let first = 0;
  return textsOf(all).map((file) => {
    const own = first;
    first += Object.keys(file).length;
    return own;
  });
}

function unique(terms: string[]): string[] {
  return [...new Set(terms)];
}

/** The files of texts: for each section, by its address, the lines of it. */
export function textsOf({ pages, sections }: Documents): Record<string, string[]>[] {
  const files: Record<string, string[]>[] = [];
  let letters = LETTERS;
  for (const { page, anchor, text } of sections) {
    if (letters >= LETTERS) {
      files.push({});
      letters = 0;
    }
    const file = files.at(-1) ?? {};
    file[`${pages[page]?.address}#${anchor}`] = text;
    letters += text.join().length;
  }
  return files;
}
