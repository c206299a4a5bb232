/**
 * The index as it is sent: what MiniSearch keeps, in a quarter of the bytes.
 *
 * Terms are sorted and leave out what they begin with alike; a document has a term once,
 * and its number is the distance from the one before. Numbers are written with 36 digits.
 */

import type { AsPlainObject } from "minisearch";

export interface PackedIndex {
  terms: string;
  /** For each field, the documents of each term. */
  places: string[];
  /** For each field, how many terms each document has. */
  lengths: string[];
}

/**
 * A section: the number of its page, and how much it counts, in hundredths. Its anchor is
 * empty if it is what `slug` makes of the title.
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
      .join(";"),
  );
  const lengths = fields.map((field) =>
    Object.values(plain.fieldLength)
      .map((each) => ((each as number[])[field] ?? 0).toString(BASE))
      .join(","),
  );
  return { terms: terms.join(" "), places, lengths };
}

function gaps(documents: number[]): string {
  let last = -1;
  return documents
    .sort((a, b) => a - b)
    .map((document) => {
      const gap = document - last;
      last = document;
      return gap.toString(BASE);
    })
    .join(",");
}

/** What MiniSearch loads, out of a packed index of these fields. */
export function unpack(packed: PackedIndex, fields: string[]): AsPlainObject {
  const places = packed.places.map((each) => each.split(";"));
  const lengths = packed.lengths.map((each) => each.split(",").map(parsed));
  let term = "";
  const index = packed.terms.split(" ").map((piece, number): [string, Data] => {
    term = term.slice(0, parsed(piece[0] ?? "0")) + piece.slice(1);
    const data: Data = {};
    fields.forEach((_, field) => {
      const text = places[field]?.[number];
      if (text) data[String(field)] = counts(text);
    });
    return [term, data];
  });
  const count = lengths[0]?.length ?? 0;
  const every = Array.from({ length: count }, (_, number) => number);
  return {
    documentCount: count,
    nextId: count,
    documentIds: Object.fromEntries(every.map((number) => [number, number])),
    fieldIds: Object.fromEntries(fields.map((name, field) => [name, field])),
    fieldLength: Object.fromEntries(
      every.map((number) => [number, lengths.map((each) => each[number] ?? 0)]),
    ),
    averageFieldLength: lengths.map((each) => sum(each) / count),
    storedFields: {},
    dirtCount: 0,
    index,
    serializationVersion: 2,
  };
}

type Data = { [field: string]: { [document: string]: number } };

function counts(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  let document = -1;
  for (const gap of text.split(",")) {
    document += parsed(gap);
    found[document] = 1;
  }
  return found;
}

/** What Sphinx makes of most titles. */
export function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/[^\0-\x7f]/g, "")
    .toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

function parsed(text: string): number {
  return Number.parseInt(text, BASE);
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
