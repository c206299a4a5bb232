/** Messages that a terminal broke in the middle of words, or that are cut off. */

import type { Message } from "./messages";
import type { Found, Template } from "./templates";
import { type Line, lineAt, type Pasted, small } from "./text";

/** A message in a text. */
export interface Match extends Found {
  message: Message;
}

// So many letters of a message tell it from other words, if they are most of it.
const TELLING = 18;
const MOST = 0.6;
// A message without blanks that is longer is none.
const LONGEST = 1000;

/** Whether a terminal seems to have broken lines: many are as long as the longest. */
export function isWrapped(lines: Line[]): boolean {
  const lengths = lines.map((line) => line.text.length).filter((length) => length > 0);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const full = lengths.filter((length) => length >= longest - 1).length;
  return full > 3 && full > 0.1 * lengths.length;
}

/** Look again without any blanks: a terminal breaks lines in the middle of words. */
export function broken(templates: Template[], text: Pasted): Match[] {
  const places: number[] = [];
  let dense = "";
  for (let place = 0; place < text.flat.length; place++) {
    if (text.flat[place] === " ") continue;
    dense += text.flat[place];
    places.push(place);
  }
  const squeezed = small(dense);
  const found: Match[] = [];
  for (const template of templates) {
    const literals = template.literals.map((literal) => literal.replaceAll(" ", ""));
    const anchor = literals[template.anchor] ?? "";
    if (template.weight < TELLING) continue;
    for (let at = squeezed.indexOf(anchor); at >= 0; ) {
      const match = inOrderAround(literals, template.anchor, squeezed, at);
      if (match) {
        const start = places[match[0]] ?? 0;
        const end = (places[match[1] - 1] ?? 0) + 1;
        found.push(whole(template, text, start, end));
      }
      at = squeezed.indexOf(anchor, at + anchor.length);
    }
  }
  return apart(found);
}

/** A match of which only the place is known. */
function whole(template: Template, text: Pasted, start: number, end: number): Match {
  return {
    start,
    end,
    line: lineAt(text.lines, start),
    parts: [{ text: text.flat.slice(start, end), varies: false }],
    cls: "",
    quoted: false,
    weight: end - start,
    message: template.message,
  };
}

/** Of matches at one place, the longest. */
function apart(found: Match[]): Match[] {
  found.sort((a, b) => b.weight - a.weight);
  const kept: Match[] = [];
  for (const one of found) {
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) {
      kept.push(one);
    }
  }
  return kept.sort((a, b) => a.start - b.start);
}

/**
 * Look for most of a message where a line, a quotation or an ellipsis ends it.
 *
 * Tools cut messages, and older Pythons have shorter ones.
 *
 * @param templates - What to look for.
 * @param text - The text.
 */
export function cutOff(templates: Template[], text: Pasted): Match[] {
  const found: Match[] = [];
  for (const template of templates) {
    const words = template.literals[template.anchor] ?? "";
    if (words.length < Math.max(TELLING, MOST * template.weight)) continue;
    const beginning = words.slice(0, TELLING);
    let at = text.small.indexOf(beginning);
    for (; at >= 0; at = text.small.indexOf(beginning, at + 1)) {
      let end = at + TELLING;
      while (end - at < words.length && text.small[end] === words[end - at]) end++;
      const next =
        text.lines[lineAt(text.lines, at) + 1]?.start ?? text.flat.length + 1;
      const cut =
        end >= next - 1 || /^(?:['")]|\.\.|…)/.test(text.flat.slice(end, end + 2));
      if (cut && end - at >= MOST * words.length) {
        if (text.flat[end - 1] === " ") end--;
        found.push(whole(template, text, at, end));
      }
    }
  }
  return apart(found);
}

/** Where literals are around one of them: from the first's start to the last's end. */
function inOrderAround(
  literals: string[],
  anchor: number,
  text: string,
  at: number,
): [number, number] | null {
  let start = at;
  for (let index = anchor - 1; index >= 0; index--) {
    const literal = literals[index] ?? "";
    const before = text.lastIndexOf(literal, start - literal.length);
    if (before < 0 || at - before > LONGEST) return null;
    start = before;
  }
  let end = at + (literals[anchor] ?? "").length;
  for (let index = anchor + 1; index < literals.length; index++) {
    const literal = literals[index] ?? "";
    const after = text.slice(end, at + LONGEST).indexOf(literal);
    if (after < 0) return null;
    end += after + literal.length;
  }
  return [start, end];
}
