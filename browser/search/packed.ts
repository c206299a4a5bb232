/**
 * The index as it is sent: what MiniSearch keeps, in a quarter of the bytes.
 *
 * Terms are sorted and leave out what they begin with alike; a document has a term once,
 * and its number is the distance from the one before, in letters of its own: see `written`.
 */

import type { AsPlainObject } from "minisearch";

export interface PackedIndex {
  terms: string;
  /** For each field, the documents of each term. */
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
  texts: PackedIndex;
  asks: PackedIndex;
}

// Digits for how many letters a term shares with the one before.
const BASE = 36;

/** Packs an index whose documents are numbered in the order in which they came. */
export function pack(plain: AsPlainObject): PackedIndex {
  const fields = Object.values(plain.fieldIds);
  const index = [...plain.index].sort(([a], [b]) => (a < b ? -1 : 1));
  let before = "";
  const terms = index.map(([term]) => {
    let same = 0;
    while (same < BASE - 1 && same < term.length && term[same] === before[same]) same++;
    before = term;
    return same.toString(BASE) + term.slice(same);
  });
  const places = fields.map((field) =>
    index
      .map(([, data]) => gaps(Object.keys(data[String(field)] ?? {}).map(Number)))
      .join(" "),
  );
  return { terms: terms.join(" "), places, count: plain.documentCount };
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
// Smaller numbers have one letter; the others have a first letter after these, and two.
const ONES = MANY - 8;

/** A number as one letter or three: most are small. */
function written(number: number): string {
  if (number < ONES) return LETTERS[number] ?? "";
  const high = Math.floor(number / (MANY * MANY));
  const middle = Math.floor(number / MANY) % MANY;
  return `${LETTERS[ONES + high]}${LETTERS[middle]}${LETTERS[number % MANY]}`;
}

/** The numbers that are written in a text. */
function read(text: string): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < text.length; at++) {
    let number = LETTERS.indexOf(text[at] ?? "");
    if (number >= ONES) {
      const [middle = "", low = ""] = [text[++at], text[++at]];
      number = (number - ONES) * MANY + LETTERS.indexOf(middle);
      number = number * MANY + LETTERS.indexOf(low);
    }
    numbers.push(number);
  }
  return numbers;
}

/** What MiniSearch loads, out of a packed index of these fields. */
export function unpack(packed: PackedIndex, fields: string[]): AsPlainObject {
  const places = packed.places.map((each) => each.split(" "));
  const every = Array.from({ length: packed.count }, (_, number) => number);
  const lengths = fields.map(() => every.map(() => 0));
  let term = "";
  const index = packed.terms.split(" ").map((piece, number): [string, Data] => {
    term = term.slice(0, Number.parseInt(piece[0] ?? "0", BASE)) + piece.slice(1);
    const data: Data = {};
    fields.forEach((_, field) => {
      const text = places[field]?.[number];
      if (!text) return;
      const own: Record<string, number> = {};
      let document = -1;
      for (const gap of read(text)) {
        document += gap;
        own[document] = 1;
        const all = lengths[field];
        if (all) all[document] = (all[document] ?? 0) + 1;
      }
      data[String(field)] = own;
    });
    return [term, data];
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
