/** Turns texts and questions into the words that the search compares. */

import { stemmer } from "stemmer";
import { GROUPS } from "./synonyms";

// Words that say nothing at all, and those that say little of what a text is about.
const NOTHING = new Set("a an and i in is it my of or s the to".split(" "));
const SMALL = new Set(
  `about after all also am any are as asyncio at be because been before being
  but by can cannot can't could did do does doesn't doing don't each either else even for
  from get gets getting give gives go goes got had has have having help here how i if
  i'm into isn't its itself i've just know let like line make makes many may me
  might more most much must need needs no not now on one only other our out
  please possible properly put python question really right same say see shall she
  should show since so some something still  such sure than that their them then
  there these they thing things this those through too trying up us use used uses
  using very want was way we well were what when where which while who whose why will
  with within without work working works would wrong yes you your`
    .replaceAll("'", "")
    .split(/\s+/),
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
  /** Whether it is one of those that say little, such as "how" or "429". */
  small: boolean;
}

/** The words of a text, in its order. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  const plain = text.replace(/[\u2018\u2019]/g, "'");
  let end = 0;
  for (const match of plain.matchAll(PHRASES.pattern)) {
    single(plain, end, match.index, found);
    end = match.index + match[0].length;
    const key = match[0].toLowerCase().replace(/\s+/g, " ");
    const one = PHRASES.words.get(key);
    if (one) found.push({ at: match.index, end, terms: [counted(one)], small: false });
  }
  single(plain, end, plain.length, found);
  return found;
}

function single(text: string, from: number, to: number, found: Word[]): void {
  for (const match of text.slice(from, to).matchAll(NAME)) {
    const at = from + match.index;
    const parts = partsOf(match[0]);
    if (parts.terms.length) found.push({ at, end: at + match[0].length, ...parts });
  }
}

function partsOf(name: string): { terms: string[]; small: boolean } {
  if (/^\d/.test(name)) return { terms: [name], small: !name.includes(".") };
  const parts = name
    .replace("'", "")
    .split(HUMP)
    .filter(Boolean)
    .map((part) => part.toLowerCase());
  if (parts.length === 1) {
    const [word = ""] = parts;
    const terms = NOTHING.has(word) ? [] : [counted(word)];
    return { terms, small: SMALL.has(word) };
  }
  const terms = parts
    .filter((one) => !SMALL.has(one) && !NOTHING.has(one))
    .map(counted);
  return { terms: [...terms, parts.join("")], small: false };
}

function counted(word: string): string {
  const stem = stemmer(word);
  return PHRASES.words.get(stem) ?? stem;
}

/** The terms of a text that say something. */
export function termsOf(text: string): string[] {
  return words(text).flatMap(({ terms, small }) => (small ? [] : terms));
}

/** All terms of a phrase, which is short: its small words count as well. */
export function allTermsOf(text: string): string[] {
  return words(text).flatMap(({ terms }) => terms);
}

const SMALL_TERMS = new Set([...SMALL].map(counted));

/** Whether a term says little, such as "how" or "429". */
export function isSmall(term: string): boolean {
  return SMALL_TERMS.has(term) || /^\d+$/.test(term);
}
