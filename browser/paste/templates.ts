/** Finds a message in a text: what is literal in it, and what stands for its parts. */

import type { Message } from "./messages";
import { lineAt, type Pasted, small } from "./text";

const VARYING = /\{\w[\w -]*\}/g;
const WORD = /\w/;
// A message may be broken over this many lines, and a part of it may be this long.
const BREAKS = 4;
const LONGEST = 1500;
// So few letters are also part of other sentences.
const FEW = 20;
// A log that repeats a message says nothing new after this many times.
const ENOUGH = 500;

/** A part of a message: what is always the same, or what stood for what varies. */
export interface Part {
  text: string;
  varies: boolean;
}

/** Where a message is in a text. */
export interface Found {
  start: number;
  end: number;
  /** Index of the line that it begins in. */
  line: number;
  parts: Part[];
  /** The class in front of it, or nothing. */
  cls: string;
  /** Whether it is in quotation marks: in code, or in the `repr` of an error. */
  quoted: boolean;
  /** How many letters of it are not its parts'. */
  weight: number;
}

/** A template, ready to be looked for. */
export interface Template {
  message: Message;
  /** In small letters. */
  literals: string[];
  /** Index of the longest literal, which is looked for first. */
  anchor: number;
  begins: boolean;
  ends: boolean;
  /** Words that a text must have: nothing else is looked for without them. */
  words: string[];
  weight: number;
}

/** The words of a text: of messages, which are in English. */
export function words(text: string): string[] {
  return text.match(/\w+/g) ?? [];
}

/** Prepare all templates of a message. */
export function templatesOf(message: Message): Template[] {
  return [message.template, ...message.also].map((template) => {
    const pieces = small(template).split(VARYING);
    const literals = pieces.filter((piece) => piece !== "");
    let anchor = 0;
    literals.forEach((literal, index) => {
      if (literal.length > (literals[anchor]?.length ?? 0)) anchor = index;
    });
    // A word beside a part that varies may go on in it.
    const whole = pieces.flatMap((piece, index) => {
      const from = index > 0 ? piece.replace(/^\w+/, "") : piece;
      return words(index < pieces.length - 1 ? from.replace(/\w+$/, "") : from);
    });
    return {
      message,
      literals,
      anchor,
      begins: pieces[0] === "",
      ends: pieces.at(-1) === "",
      words: [...new Set(whole)],
      weight: literals.join("").length,
    };
  });
}

/** Where a message that has a place in `from` must be: not past a new beginning. */
function window(text: Pasted, place: number): [first: number, last: number] {
  const line = lineAt(text.lines, place);
  let first = line;
  while (line - first < BREAKS && text.lines[first]?.continues) first--;
  let last = line + 1;
  while (last - line <= BREAKS && text.lines[last]?.continues) last++;
  const low = text.lines[first]?.start ?? 0;
  const high = text.lines[last]?.start ?? text.flat.length + 1;
  return [Math.max(low, place - LONGEST), Math.min(high - 1, place + LONGEST)];
}

/** The class that is directly in front of a place. */
function classBefore(text: Pasted, place: number): string {
  const before = text.flat.slice(Math.max(0, place - 100), place);
  return /(?:^|[^\w.])((?:\w+\.)*[A-Z]\w+): ?$/.exec(before)?.[1] ?? "";
}

/** Where a part that a message begins with begins itself. */
function leading(text: Pasted, low: number, place: number): number {
  const line = text.lines[lineAt(text.lines, place)]?.start ?? 0;
  const before = text.flat.slice(Math.max(line, low), place);
  const cls = /^.*?(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Warning|Exit): /.exec(
    before,
  );
  const prefix = cls ?? /^(?:[\w ,.[\]-]+: )*/.exec(before);
  return place - before.length + (prefix?.[0].length ?? 0);
}

/** Find the literals before and after the one at `place`; nothing if one is missing. */
function around(template: Template, text: Pasted, place: number): Found | null {
  const { literals, anchor } = template;
  const [low, high] = window(text, place);
  const starts = new Array<number>(literals.length);
  starts[anchor] = place;
  let edge = place;
  for (let index = anchor - 1; index >= 0; index--) {
    const literal = literals[index] ?? "";
    edge = text.small.lastIndexOf(literal, edge - literal.length - 1);
    if (edge < low) return null;
    starts[index] = edge;
  }
  edge = place + (literals[anchor] ?? "").length;
  for (let index = anchor + 1; index < literals.length; index++) {
    const literal = literals[index] ?? "";
    const at = text.small.slice(edge + 1, high).indexOf(literal);
    if (at < 0) return null;
    starts[index] = edge + 1 + at;
    edge += 1 + at + literal.length;
  }
  // A `repr` in the message may begin as the message does; before the message there is
  // its class, or the quotation mark of another `repr`.
  const first = literals[0] ?? "";
  for (let at = starts[0] ?? 0; at >= low; at = text.small.lastIndexOf(first, at - 1)) {
    const before = classBefore(text, at) || /['"]/.test(text.flat[at - 1] ?? "");
    if (before) starts[0] = at;
    if (before || at === 0) break;
  }
  let start = starts[0] ?? 0;
  if (template.begins) {
    start = leading(text, low, start);
    if (start >= (starts[0] ?? 0)) return null;
  } else if (touches(text.flat, start)) return null;
  let end = edge;
  if (template.ends) {
    const next = text.lines[lineAt(text.lines, edge) + 1]?.start;
    end = Math.min((next ?? text.flat.length + 1) - 1, edge + LONGEST);
    if (end <= edge) return null;
  } else if (touches(text.flat, end)) return null;
  const parts: Part[] = [];
  let shown = start;
  starts.forEach((at, index) => {
    const after = at + (literals[index] ?? "").length;
    if (at > shown) parts.push({ text: text.flat.slice(shown, at), varies: true });
    parts.push({ text: text.flat.slice(at, after), varies: false });
    shown = after;
  });
  if (end > shown) parts.push({ text: text.flat.slice(shown, end), varies: true });
  return {
    start,
    end,
    line: lineAt(text.lines, start),
    parts,
    cls: classBefore(text, start),
    quoted: isQuoted(template, text, start, parts),
    weight: template.weight,
  };
}

/** Whether a message is in code, in the `repr` of an error, or in pytest's summary. */
function isQuoted(
  template: Template,
  text: Pasted,
  start: number,
  parts: Part[],
): boolean {
  const line = text.lines[lineAt(text.lines, start)]?.words ?? "";
  if (/^(?:FAILED|ERROR) \S+::/.test(line)) return true;
  if (template.begins) return /^(?:raise|return) |\(f?['"]/.test(parts[0]?.text ?? "");
  const quote = /['"]/.test(text.flat[start - 1] ?? "");
  return quote && !/^['"]/.test(template.literals[0] ?? "");
}

/** Whether other words of a sentence are next to a place in its line. */
function inSentence(text: Pasted, start: number, end: number): boolean {
  const line = lineAt(text.lines, start);
  const low = text.lines[line]?.start ?? 0;
  const high = text.lines[line + 1]?.start ?? text.flat.length + 1;
  const before = text.flat.slice(Math.max(low, start - 2), start);
  const after = text.flat.slice(end, Math.min(end + 2, high));
  return /^\w $/.test(before) || /^ \w/.test(after);
}

/** Whether a word goes on over a place. */
function touches(flat: string, place: number): boolean {
  return WORD.test(flat[place - 1] ?? " ") && WORD.test(flat[place] ?? " ");
}

/** Whether a message that is only the name of a class is one that was raised here. */
function raised(found: Found, text: Pasted): boolean {
  const start = text.lines[found.line]?.start ?? 0;
  const before = text.flat.slice(start, found.start);
  const after = text.flat.slice(found.end, found.end + 1);
  const next = text.lines[found.line + 1]?.start ?? text.flat.length + 1;
  const last = found.end >= next - 1 || found.end >= text.flat.length;
  return /^(?:.*: )?(?:[\w]+\.)*$/.test(before) && (last || after === ":");
}

/**
 * Find a message in a text.
 *
 * @param template - What to look for.
 * @param text - The text.
 */
export function find(template: Template, text: Pasted): Found[] {
  const anchor = template.literals[template.anchor] ?? "";
  const alone = template.literals.length === 1 && /^[\w.]+$/.test(anchor);
  const short = template.weight < FEW && template.literals.length === 1;
  const isWhole = (found: Found) => {
    if (template.begins) return true;
    if (alone) return raised(found, text);
    return template.ends || !short || !inSentence(text, found.start, found.end);
  };
  const all: Found[] = [];
  let place = text.small.indexOf(anchor);
  while (place >= 0 && all.length < ENOUGH) {
    const found = around(template, text, place);
    if (found && isWhole(found)) all.push(found);
    place = text.small.indexOf(
      anchor,
      Math.max(place + anchor.length, found?.end ?? 0),
    );
  }
  return all;
}
