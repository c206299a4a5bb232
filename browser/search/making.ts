/** Makes the index out of what Sphinx knows of the pages: for the build alone. */

import MiniSearch from "minisearch";
import { ASK_FIELDS, OPTIONS, TEXT_FIELDS } from "./finder";
import { type Packed, pack } from "./packed";
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

/** The index of all sections. */
export function indexOf({ pages, sections }: Documents): Packed {
  const texts = new MiniSearch({ ...OPTIONS, fields: TEXT_FIELDS });
  const asks = new MiniSearch({ ...OPTIONS, fields: ASK_FIELDS });
  const titles = pages.map(({ title }) => termsOf(title));
  const packed: Packed["sections"] = [];
  const phrases: number[] = [];
  let number = 0;
  sections.forEach((section, id) => {
    const text = section.text.flatMap(termsOf);
    const names = section.names.flatMap(termsOf);
    // How often a text has a term helps no question here, and is a fifth of the index.
    texts.add({
      id,
      title: unique(termsOf(section.title)),
      page: unique(titles[section.page] ?? []),
      text: unique([...text, ...names]),
    });
    const asked = [section.title, ...section.asked];
    for (const ask of asked) asks.add({ id: number++, ask: unique(allTermsOf(ask)) });
    phrases.push(asked.length);
    let rank = section.rank;
    if (section.top) rank *= TOP;
    if (text.length < SHORT) rank *= SHORTS;
    const { page, anchor, title } = section;
    packed.push([page, anchor, title, Math.round(rank * 100)]);
  });
  return {
    pages: pages.map(({ address, title }) => [address, title]),
    sections: packed,
    phrases,
    texts: pack(texts.toJSON()),
    asks: pack(asks.toJSON()),
  };
}

function unique(terms: string[]): string[] {
  return [...new Set(terms)];
}

/** For each page, by its address, the lines of each section, by its anchor. */
export function textsOf(all: Documents): Map<string, Record<string, string[]>> {
  const found = new Map<string, Record<string, string[]>>();
  for (const { page, anchor, text } of all.sections) {
    const address = all.pages[page]?.address ?? "";
    const texts = found.get(address) ?? {};
    texts[anchor] = text;
    found.set(address, texts);
  }
  return found;
}
