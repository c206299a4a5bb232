/**
 * The index as it is sent: what MiniSearch keeps, in a quarter of the bytes.
 *
 * Terms are sorted and leave out what they begin with alike; a document has a term once,
 * and its number is the distance from the one before, in letters of its own: see `written`.
 */

import type { AsPlainObject } from "minisearch";

export interface PackedIndex {
  /** For each field, the documents of each term of the list. */
  places: string[];
  /** How many documents there are. */
  count: number;
}

/**
 * A section: the number of its page, and how much it counts, in hundredths. In its anchor
 * `*` stands for what `slug` makes of the title, and `=` for the title itself.
 */
type PackedSection = [page: number, anchor: string, title: string, rank: number];

/** What `index.mjs` writes and a page loads. */
export interface Packed {
  pages: [address: string, title: string][];
  sections: PackedSection[];
  /** How many phrases each section has, its title among them. */
  phrases: number[];
  /** The first section of each file of texts. */
  files: number[];
  /** The terms of both indexes. */
  terms: string;
  texts: PackedIndex;
  asks: PackedIndex;
}

// Digits for how many letters a term shares with the one before.
const BASE = 36;

/** The terms of indexes, in one list. */
export function termsIn(...plain: AsPlainObject[]): string[] {
  const all = plain.flatMap(({ index }) => index.map(([term]) => term));
  return [...new Set(all)].sort();
}

/** Packs a sorted list of terms. */
export function packTerms(terms: string[]): string {
  let before = "";
  const short = terms.map((term) => {
    let same = 0;
    while (same < BASE - 1 && same < term.length && term[same] === before[same]) same++;
    before = term;
    return same.toString(BASE) + term.slice(same);
  });
  return short.join(" ");
}

/**
 * Packs an index whose documents are numbered in the order in which they came.
 *
 * @param known - Fields that whoever unpacks it can make: they are left empty.
 */
export function pack(
  plain: AsPlainObject,
  terms: string[],
  known: string[] = [],
): PackedIndex {
  const index = new Map(plain.index);
  const places = Object.entries(plain.fieldIds).map(([name, field]) =>
    (known.includes(name) ? [] : terms)
      .map((term) => Object.keys(index.get(term)?.[String(field)] ?? {}))
      .map((documents) => gaps(documents.map(Number)))
      .join(" "),
  );
  return { places, count: plain.documentCount };
}

function gaps(documents: number[]): string {
  let last = -1;
  return documents
    .sort((a, b) => a - b)
    .map((document) => {
      const gap = document - last;
      last = document;
      return written(gap);
    })
    .join("");
}

// Letters that JSON leaves as they are, without the space.
const LETTERS = Array.from({ length: 93 }, (_, n) => String.fromCharCode(n + 33))
  .filter((letter) => letter !== '"' && letter !== "\\")
  .join("");
const MANY = LETTERS.length;
// The first of a number's letters says how many it has: one, two or three.
const ONE = 60;
const TWO = ONE + 27;

/** A number in letters: small ones, which are most, have one. */
function written(number: number): string {
  if (number < ONE) return LETTERS[number] ?? "";
  const rest = number - ONE;
  const low = LETTERS[rest % MANY];
  const high = Math.floor(rest / MANY);
  if (ONE + high < TWO) return `${LETTERS[ONE + high]}${low}`;
  return `${LETTERS[TWO + Math.floor(high / MANY)]}${LETTERS[high % MANY]}${low}`;
}

/** The numbers that are written in a text. */
function read(text: string): number[] {
  const numbers: number[] = [];
  let at = 0;
  const next = () => LETTERS.indexOf(text[at++] ?? "");
  while (at < text.length) {
    const first = next();
    if (first < ONE) numbers.push(first);
    else if (first < TWO) numbers.push(ONE + (first - ONE) * MANY + next());
    else numbers.push(ONE + ((first - TWO) * MANY + next()) * MANY + next());
  }
  return numbers;
}

/** The terms that were packed. */
export function unpackTerms(packed: string): string[] {
  let term = "";
  return packed.split(" ").map((piece) => {
    term = term.slice(0, Number.parseInt(piece[0] ?? "0", BASE)) + piece.slice(1);
    return term;
  });
}

/**
 * What MiniSearch loads, out of a packed index of these fields.
 *
 * @param more - For each field, documents that have a term as well.
 */
export function unpack(
  packed: PackedIndex,
  terms: string[],
  fields: string[],
  more: Places[] = [],
): AsPlainObject {
  const places = packed.places.map((each) => each.split(" "));
  const every = Array.from({ length: packed.count }, (_, number) => number);
  const lengths = fields.map(() => every.map(() => 0));
  const index: [string, Data][] = [];
  terms.forEach((term, number) => {
    const data: Data = {};
    fields.forEach((_, field) => {
      const documents = new Set(more[field]?.get(term));
      let document = -1;
      for (const gap of read(places[field]?.[number] ?? "")) {
        document += gap;
        documents.add(document);
      }
      if (!documents.size) return;
      const all = lengths[field] ?? [];
      for (const one of documents) all[one] = (all[one] ?? 0) + 1;
      data[String(field)] = Object.fromEntries([...documents].map((one) => [one, 1]));
    });
    if (Object.keys(data).length) index.push([term, data]);
  });
  return {
    documentCount: packed.count,
    nextId: packed.count,
    documentIds: Object.fromEntries(every.map((number) => [number, number])),
    fieldIds: Object.fromEntries(fields.map((name, field) => [name, field])),
    fieldLength: Object.fromEntries(
      every.map((number) => [number, lengths.map((each) => each[number] ?? 0)]),
    ),
    averageFieldLength: lengths.map((each) => sum(each) / packed.count),
    storedFields: {},
    dirtCount: 0,
    index,
    serializationVersion: 2,
  };
}

/** The documents of each term. */
export type Places = Map<string, Set<number>>;

type Data = { [field: string]: { [document: string]: number } };

/** What Sphinx makes of most titles. */
export function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/[^\0-\x7f]/g, "")
    .toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** An anchor without what its title says already. */
export function shortened(anchor: string, title: string): string {
  const own = anchor.replace(title, "=");
  return own === anchor ? anchor.replace(slug(title) || "*", "*") : own;
}

/** The anchor that was shortened. */
export function lengthened(anchor: string, title: string): string {
  return anchor.replace("=", () => title).replace("*", () => slug(title));
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
