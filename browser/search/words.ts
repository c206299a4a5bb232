/** Turns texts and questions into the words that the search compares. */

import { stemmer } from "stemmer";
import { GROUPS } from "./synonyms";

// Words that say nothing here of what a text is about.
const STOP = new Set(
  `a about after all also am an and any are as asyncio at be because been before being
  but by can cannot cant could did do does doesnt doing dont each either else even for
  from get gets getting give gives go goes got had has have having help here how i if
  im in into is isnt it its itself ive just know let like line make makes many may me
  might more most much must my need needs no not now of on one only or other our out
  please possible properly put python question really right same say see shall she
  should show since so some something still such sure than that the their them then
  there these they thing things this those through to too trying up us use used uses
  using very want was way we well were what when where which while who whose why will
  with within without work working works would wrong yes you your`.split(/\s+/),
);
const NAME =
  /_*\p{L}[\p{L}\p{N}_]*(?:'(?:t|s|ve|re|m|d|ll)(?!\p{L}))?|\d\.\d+(?![\d.])|\d+/gu;
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|_+/u;
const PHRASES = groups();

/** Each word and phrase of the groups, the longest first, with what it counts as. */
function groups(): { pattern: RegExp; words: Map<string, string> } {
  const words = new Map<string, string>();
  const phrases = new Map<string, string>();
  for (const group of GROUPS) {
    const [first, ...others] = group.split(/,\s*/);
    if (!first) continue;
    const one = first.replace(/[\s-]/g, "");
    for (const other of [first, ...others]) {
      if (/[^\p{L}]/u.test(other)) phrases.set(other, one);
      else words.set(stemmer(other), stemmer(one));
    }
  }
  const all = [...phrases.keys()].sort((a, b) => b.length - a.length);
  const escaped = all.map((one) => one.replace(/[+]/g, "\\$&").replace(/ /g, "\\s+"));
  const pattern = new RegExp(
    `(?<![\\p{L}_.])(?:${escaped.join("|")})(?![\\p{L}_])`,
    "giu",
  );
  for (const [phrase, one] of phrases) words.set(phrase, one);
  return { pattern, words };
}

/** A word of a text: as it is written, where, and what it is compared by. */
export interface Word {
  at: number;
  end: number;
  /** The stem, or for names their parts and all of them in one. */
  terms: string[];
}

/** The words of a text that count, in its order. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  const plain = text.replace(/[\u2018\u2019]/g, "'");
  let end = 0;
  for (const match of plain.matchAll(PHRASES.pattern)) {
    single(plain, end, match.index, found);
    end = match.index + match[0].length;
    const key = match[0].toLowerCase().replace(/\s+/g, " ");
    const one = PHRASES.words.get(key);
    if (one) found.push({ at: match.index, end, terms: [counted(one)] });
  }
  single(plain, end, plain.length, found);
  return found;
}

function single(text: string, from: number, to: number, found: Word[]): void {
  for (const match of text.slice(from, to).matchAll(NAME)) {
    const terms = partsOf(match[0]);
    if (terms.length) {
      const at = from + match.index;
      found.push({ at, end: at + match[0].length, terms });
    }
  }
}

function partsOf(name: string): string[] {
  if (/^\d/.test(name)) return name.includes(".") ? [name] : [];
  const parts = name.replace("'", "").split(HUMP).filter(Boolean);
  const terms = parts.map((one) => one.toLowerCase()).filter((one) => !STOP.has(one));
  const out = terms.map(counted);
  if (parts.length > 1) out.push(parts.join("").toLowerCase());
  return out;
}

function counted(word: string): string {
  const stem = stemmer(word);
  return PHRASES.words.get(stem) ?? stem;
}

/** The terms of a text. */
export function termsOf(text: string): string[] {
  return words(text).flatMap(({ terms }) => terms);
}
