/** Chooses the line of a section that answers, and marks the words in it. */

import { make } from "../shared/dom";
import { words } from "./words";

/** Letters of a line that fit into two rows. */
const LENGTH = 150;

/** A text with the words marked that have one of the terms. */
export function marked(text: string, terms: Set<string>): (Node | string)[] {
  const pieces: (Node | string)[] = [];
  let end = 0;
  for (const word of words(text)) {
    const has = !word.small && word.terms.some((term) => terms.has(term));
    if (!has || word.at < end) continue;
    pieces.push(text.slice(end, word.at));
    pieces.push(make("mark", {}, text.slice(word.at, word.end)));
    end = word.end;
  }
  pieces.push(text.slice(end));
  return pieces;
}

/** The part of the lines that has most of the terms; the beginning if none has any. */
export function excerpt(lines: string[], terms: Set<string>): string {
  let best = { many: 0, line: lines[0] ?? "", at: 0 };
  for (const line of lines) {
    const hits = words(line).flatMap(({ at, small, terms: own }) => {
      const found = small ? [] : own.filter((term) => terms.has(term));
      return found.length ? [{ at, found }] : [];
    });
    hits.forEach(({ at }, number) => {
      const near = hits.slice(number).filter((hit) => hit.at < at + LENGTH * 0.8);
      const many = new Set(near.flatMap(({ found }) => found)).size;
      if (many > best.many) best = { many, line, at };
    });
  }
  return cut(best.line, best.at);
}

function cut(line: string, at: number): string {
  if (line.length <= LENGTH) return line;
  // From the sentence's beginning, if that is near, or else from a word's.
  const sentence = line.lastIndexOf(". ", at) + 1;
  let from = sentence && at - sentence < LENGTH / 2 ? sentence + 1 : 0;
  if (!from && at > LENGTH / 2) from = line.lastIndexOf(" ", at - LENGTH / 4) + 1;
  let to = from + LENGTH;
  if (to < line.length) to = Math.max(line.lastIndexOf(" ", to), from + LENGTH / 2);
  const dots = "\u2026";
  const before = from && from !== sentence + 1 ? `${dots} ` : "";
  return before + line.slice(from, to).trim() + (to < line.length ? ` ${dots}` : "");
}
