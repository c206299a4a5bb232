/** Finds the sections that answer a question. */

import MiniSearch, { type SearchResult } from "minisearch";
import { lengthened, type Packed, type Places, unpack, unpackTerms } from "./packed";
import { allTermsOf, isSmall, termsOf } from "./words";

/** A section of a page. */
export interface Section {
  /** Where it is, from the site's root. */
  address: string;
  title: string;
  /** Title of its page; the section's own if it is the first. */
  pageTitle: string;
  /** The number of the file that has its text. */
  file: number;
}

export interface Found {
  section: Section;
  score: number;
  /** The terms of the question that the section has, for marking. */
  terms: Set<string>;
}

/** The title of a section's page: the list of pages has it, so it is not sent again. */
export const PAGE_FIELD = "page";
export const TEXT_FIELDS = [PAGE_FIELD, "text"];
export const ASK_FIELDS = ["ask"];
/** Texts are lists of terms already. */
export const OPTIONS = {
  tokenize: (terms: string) => terms as unknown as string[],
  processTerm: (term: string) => term,
  stringifyField: (value: unknown) => value as string,
};

const NEAREST = 3;
// Chosen by `bench/phrases.mjs` and by the questions of `tests/pages`.
export const TUNING = {
  page: 1,
  /** What a section's best phrase counts beside its text, and each of the others. */
  ask: 2,
  others: 0.35,
  /** How much it counts that a phrase has few other words. */
  of: 0.8,
  /** How much it counts that a section has few of the question's words. */
  cover: 0.2,
  /** What a message counts for a question that does not read like one. */
  message: 0.7,
  /** What a section counts whose title is the name that the question is. */
  title: 2,
  /** What a small word counts, such as "how". */
  small: 0.2,
  fuzzy: 0.3,
  prefix: 0.6,
  texts: { k: 0.2, b: 0.2, d: 0 },
  asks: { k: 0.9, b: 0.95, d: 0 },
};
// Where messages are, and what a question has that is one.
const MESSAGES = "errors/";
const MESSAGE = /(Error|Exception|Warning)\b|["'].+["']|: /;
const DOTTED = /^\w+(\.\w+)+$/;

export class Finder {
  private readonly sections: Section[];
  private readonly ranks: number[];
  private readonly texts: MiniSearch;
  private readonly asks: MiniSearch;
  /** For each phrase the number of its section, and its terms. */
  private readonly phrases: { section: number; terms: string[] }[] = [];
  /** How rare each term is: what it weighs. */
  private readonly rarity = new Map<string, number>();

  constructor(packed: Packed) {
    let file = 0;
    this.sections = packed.sections.map(([page, anchor, title], number) => {
      const [address, pageTitle] = packed.pages[page] ?? ["", ""];
      if (packed.files[file + 1] === number) file += 1;
      const to = `${address}#${lengthened(anchor, title)}`;
      return { address: to, title, pageTitle, file };
    });
    this.ranks = packed.sections.map(([, , , rank]) => rank / 100);
    packed.phrases.forEach((many, section) => {
      for (let n = 0; n < many; n++) this.phrases.push({ section, terms: [] });
    });
    const terms = unpackTerms(packed.terms);
    const asks = unpack(packed.asks, terms, ASK_FIELDS);
    const asked = this.sectionsAsked(asks.index);
    const paged = sectionsPaged(packed);
    const texts = unpack(packed.texts, terms, TEXT_FIELDS, [paged, asked]);
    this.count(texts.index, asks.index);
    this.texts = MiniSearch.loadJS(texts, { ...OPTIONS, fields: TEXT_FIELDS });
    this.asks = MiniSearch.loadJS(asks, { ...OPTIONS, fields: ASK_FIELDS });
  }

  /**
   * The sections that answer a question, the best first.
   *
   * @param question - Words, a name of code, or a pasted message.
   * @param typing - Whether its last word may go on.
   */
  find(question: string, typing = false): Found[] {
    const terms = [...new Set(this.asked(question))];
    if (!terms.length) return [];
    const last = terms.length - 1;
    const queries = terms.map((term, at) => this.query(term, typing && at === last));
    const query = { combineWith: "OR" as const, queries };
    const options = {
      tokenize: (text: string) => [text],
      weights: { fuzzy: TUNING.fuzzy, prefix: TUNING.prefix },
      boostTerm: (term: string) => (isSmall(term) ? TUNING.small : 1),
    };
    const boost = { page: TUNING.page };
    const found = new Map<number, Found>();
    const message = MESSAGE.test(question) ? 1 : TUNING.message;
    const add = (number: number, hit: SearchResult, score: number) => {
      const section = this.sections[number];
      if (!section) return;
      const one = found.get(number) ?? { section, score: 0, terms: new Set() };
      const rank = section.address.startsWith(MESSAGES) ? message : 1;
      one.score += score * rank * (this.ranks[number] ?? 1);
      for (const term of hit.terms) one.terms.add(term);
      found.set(number, one);
    };
    for (const hit of this.texts.search(query, {
      ...options,
      boost,
      bm25: TUNING.texts,
    })) {
      add(hit.id, hit, hit.score);
    }
    const best = new Map<number, number>();
    for (const hit of this.asks.search(query, { ...options, bm25: TUNING.asks })) {
      const score = TUNING.ask * hit.score * this.share(hit);
      const section = this.phrases[hit.id]?.section ?? 0;
      const before = best.get(section) ?? 0;
      const gain = Math.max(score - before, 0);
      best.set(section, before + gain);
      add(section, hit, gain + TUNING.others * (score - gain));
    }
    const name = named(question);
    for (const one of found.values()) {
      one.score *= this.part(terms, one.terms) ** TUNING.cover;
      if (name && named(one.section.title) === name) one.score *= TUNING.title;
    }
    return [...found.values()].sort((a, b) => b.score - a.score);
  }

  /** What was found, after sections that are known by their addresses. */
  before(addresses: string[], found: Found[]): Found[] {
    const first = addresses.flatMap((address) => {
      const section = this.sections.find((one) => one.address === address);
      const known = found.find((one) => one.section === section);
      if (known) return [known];
      return section ? [{ section, score: 0, terms: new Set<string>() }] : [];
    });
    return [...first, ...found.filter((one) => !first.includes(one))];
  }

  /** The sections of the word that looks most like one of the question. */
  nearest(question: string): Found[] {
    const asked = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    let best = { alike: 0, term: "" };
    for (const word of asked) {
      const own = pairs(word);
      for (const term of this.rarity.keys()) {
        const others = pairs(term);
        const both = [...own].filter((pair) => others.has(pair)).length;
        const alike = (2 * both) / (own.size + others.size);
        if (alike > best.alike) best = { alike, term };
      }
    }
    return best.term ? this.find(best.term).slice(0, NEAREST) : [];
  }

  /** How much of a phrase the question has. */
  private share(hit: SearchResult): number {
    const phrase = this.phrases[hit.id];
    return phrase ? this.part(phrase.terms, new Set(hit.terms)) ** TUNING.of : 1;
  }

  /** How much of some terms others have, by what each weighs. */
  private part(terms: string[], others: Set<string>): number {
    const sum = (some: string[]) =>
      some.reduce((all, term) => all + this.weight(term), 0);
    return sum(terms.filter((term) => others.has(term))) / sum(terms);
  }

  /** For each term of the phrases that says something, the sections that they are for. */
  private sectionsAsked(asks: Index): Places {
    const sectionOf = (phrase: string) => this.phrases[Number(phrase)]?.section ?? 0;
    return new Map(
      asks
        .filter(([term]) => !isSmall(term))
        .map(([term, { "0": phrases }]) => [
          term,
          new Set(Object.keys(phrases ?? {}).map(sectionOf)),
        ]),
    );
  }

  private count(texts: Index, asks: Index): void {
    const having = new Map<string, Set<number>>();
    const note = (term: string, data: Index[number][1], of: (id: number) => number) => {
      const sections = having.get(term) ?? new Set();
      for (const documents of Object.values(data)) {
        for (const id of Object.keys(documents)) sections.add(of(Number(id)));
      }
      having.set(term, sections);
    };
    for (const [term, data] of texts) note(term, data, (id) => id);
    for (const [term, data] of asks) {
      note(term, data, (id) => {
        const phrase = this.phrases[id];
        phrase?.terms.push(term);
        return phrase?.section ?? 0;
      });
    }
    const all = this.sections.length;
    for (const [term, { size }] of having) {
      this.rarity.set(term, Math.log(1 + (all - size + 0.5) / (size + 0.5)));
    }
  }

  private weight(term: string): number {
    return (this.rarity.get(term) ?? 1) * (isSmall(term) ? TUNING.small : 1);
  }

  /** A term may be a word that goes on, or, if no section has it, one mistyped. */
  private query(term: string, goesOn: boolean) {
    const known = this.rarity.has(term) || term.length < 4;
    return {
      queries: [term],
      prefix: goesOn && term.length > 1,
      fuzzy: known ? false : term.length < 8 ? 1 : 2,
    };
  }

  /** The terms of a question, and the names that words beside each other make. */
  private asked(question: string): string[] {
    const terms = allTermsOf(question);
    const plain = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    plain.forEach((word, at) => {
      const next = plain[at + 1];
      if (next === undefined) return;
      for (const one of new Set([word + next, ...termsOf(word + next)])) {
        if (this.rarity.has(one) && !terms.includes(one)) terms.push(one);
      }
    });
    return terms;
  }
}

/** For each term of the pages' titles, the sections of these pages. */
function sectionsPaged({ pages, sections }: Packed): Places {
  const titles = pages.map(([, title]) => termsOf(title));
  const found: Places = new Map();
  sections.forEach(([page], number) => {
    for (const term of titles[page] ?? []) {
      found.set(term, (found.get(term) ?? new Set()).add(number));
    }
  });
  return found;
}

/** A name with a dot, such as a method's, however it is written; nothing of others. */
function named(text: string): string {
  const name = text.trim().replace("()", "").toLowerCase();
  return DOTTED.test(name) ? name : "";
}

/** The pairs of letters of a word, with its edges. */
function pairs(word: string): Set<string> {
  const whole = `^${word}$`;
  return new Set(Array.from(whole.slice(1), (letter, at) => whole[at] + letter));
}

type Index = ReturnType<typeof unpack>["index"];
