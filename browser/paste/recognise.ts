/** Recognises the messages of the error index in whatever a reader pastes. */

import { type Frame, placeOfTask, placeOfWarning } from "./frames";
import type { Message } from "./messages";
import { nearest } from "./nearest";
import {
  type Found,
  find,
  type Part,
  type Template,
  templatesOf,
  words,
} from "./templates";
import { type Line, lineAt, type Pasted, read, small } from "./text";
import { type Traceback, tracebacks } from "./tracebacks";

/** A message that is in a text. */
export interface Recognised {
  message: Message;
  /** The message as it is in the text. */
  parts: Part[];
  /** The class in front of it, or nothing. */
  cls: string;
  /** The innermost frame of the reader's own code, if the text has one. */
  frame: Frame | null;
  /** How many times it is there. */
  times: number;
}

/** What became of a text. */
export interface Answer {
  /** The messages that are in it: causes first, then what they lead to. */
  found: Recognised[];
  /** Where nothing is found: the messages that are most like it. */
  nearest: Message[];
}

const NEAREST = 3;
// Above that, a text is no message that a terminal broke in the middle of words.
const BROKEN = 20_000;
// Frames that belong to a message begin so many lines after it at most.
const NEAR = 4;

const prepared = new WeakMap<Message[], Template[]>();

/** The templates of all messages, made once. */
function allTemplates(messages: Message[]): Template[] {
  let made = prepared.get(messages);
  if (!made) {
    made = messages.flatMap(templatesOf);
    prepared.set(messages, made);
  }
  return made;
}

interface Match extends Found {
  message: Message;
}

/** All places where any message is; of two at one place, the longer one. */
function matches(templates: Template[], text: Pasted): Match[] {
  const wanted = new Set(templates.flatMap((template) => template.words));
  const known = new Set(words(text.small).filter((word) => wanted.has(word)));
  const all: Match[] = [];
  for (const template of templates) {
    if (!template.words.every((word) => known.has(word))) continue;
    for (const found of find(template, text)) {
      all.push({ ...found, message: template.message });
    }
  }
  const better = (one: Match) => one.weight + (fits(one) ? 1000 : 0);
  all.sort((a, b) => better(b) - better(a) || a.start - b.start);
  const kept: Match[] = [];
  const taken: Match[][] = []; // By line, as a long log has many.
  for (const one of all) {
    const last = lineAt(text.lines, one.end - 1);
    let free = true;
    for (let line = one.line; line <= last && free; line++) {
      free = !taken[line]?.some(
        (other) => one.start < literalEnd(other) && literalStart(other) < one.end,
      );
    }
    if (!free) continue;
    kept.push(one);
    for (let line = one.line; line <= last; line++) {
      taken[line] ??= [];
      taken[line]?.push(one);
    }
  }
  const plain = kept.filter((one) => !one.quoted);
  return (plain.length ? plain : kept).sort((a, b) => a.start - b.start);
}

/** Whether no other class is in front of a message than those recorded with it. */
function fits({ cls, message }: Match): boolean {
  if (!cls || !message.classes.length) return true;
  const name = cls.split(".").at(-1);
  return message.classes.some((one) => one.split(".").at(-1) === name);
}

/** Where a match begins, without a part that varies at its beginning. */
function literalStart({ start, parts }: Found): number {
  const [first] = parts;
  return first?.varies ? start + first.text.length : start;
}

/** Where it ends, without a part that varies at its end. */
function literalEnd({ end, parts }: Found): number {
  const last = parts.at(-1);
  return last?.varies ? end - last.text.length : end;
}

/** The frame of the reader's own code that a message is about. */
function frameOf(line: number, text: Pasted, found: Traceback[]): Frame | null {
  const own = found.filter((one) => one.own);
  const around = own.filter(({ start, end }) => start <= line && line <= end).at(-1);
  const after = own.find(({ start, headed }) => headed && line < start);
  const next =
    after && after.start - line <= NEAR && joined(text, line, after.start)
      ? after.own
      : null;
  return (
    placeOfWarning(text.lines, line) ??
    around?.own ??
    next ??
    placeOfTask(text.lines, line)
  );
}

/** Whether nothing is empty between two lines. */
function joined(text: Pasted, from: number, to: number): boolean {
  return text.lines.slice(from, to).every(({ words: some }) => some !== "");
}

/**
 * Recognise the messages in a text.
 *
 * @param messages - All entries of the error index.
 * @param given - A message, a traceback, a log or the output of a test runner.
 */
export function recognise(messages: Message[], given: string): Answer {
  const templates = allTemplates(messages);
  const text = read(given);
  const found = matches(templates, text);
  if (text.flat.length < BROKEN && (!found.length || isWrapped(text.lines))) {
    const names = new Set(found.map((one) => one.message.name));
    const more = brokenWords(templates, text);
    found.push(...more.filter((one) => !names.has(one.message.name)));
    found.sort((a, b) => a.start - b.start);
  }
  const stacks = tracebacks(text.lines);
  const by = new Map<string, Recognised>();
  for (const match of found) {
    const { message, parts, cls } = match;
    const known = by.get(message.name);
    const frame = known?.frame ?? frameOf(match.line, text, stacks);
    if (known) Object.assign(known, { frame, times: known.times + 1 });
    else by.set(message.name, { message, parts, cls, frame, times: 1 });
  }
  const inOrder = [...by.values()];
  const causes = inOrder.filter(({ message }) => !message.follows);
  const follow = inOrder.filter(({ message }) => message.follows);
  return {
    found: [...causes, ...follow],
    nearest: found.length ? [] : nearest(messages, text.lines, NEAREST),
  };
}

/** Whether a terminal seems to have broken lines: many are as long as the longest. */
function isWrapped(lines: Line[]): boolean {
  const lengths = lines.map((line) => line.text.length).filter((length) => length > 0);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const full = lengths.filter((length) => length >= longest - 1).length;
  return full > 3 && full > 0.1 * lengths.length;
}

/** Look again without any blanks: a terminal breaks lines in the middle of words. */
function brokenWords(templates: Template[], text: Pasted): Match[] {
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
    if (template.weight < 16) continue; // Too short to be told from other words.
    for (let at = squeezed.indexOf(anchor); at >= 0; ) {
      const match = inOrderAround(literals, template.anchor, squeezed, at);
      if (match) {
        const start = places[match[0]] ?? 0;
        const end = (places[match[1] - 1] ?? 0) + 1;
        found.push({
          start,
          end,
          line: lineAt(text.lines, start),
          parts: [{ text: text.flat.slice(start, end), varies: false }],
          cls: "",
          quoted: false,
          weight: template.weight,
          message: template.message,
        });
      }
      at = squeezed.indexOf(anchor, at + anchor.length);
    }
  }
  found.sort((a, b) => b.weight - a.weight);
  const kept: Match[] = [];
  for (const one of found) {
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) {
      kept.push(one);
    }
  }
  return kept.sort((a, b) => a.start - b.start);
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
    if (before < 0 || at - before > 1000) return null;
    start = before;
  }
  let end = at + (literals[anchor] ?? "").length;
  for (let index = anchor + 1; index < literals.length; index++) {
    const literal = literals[index] ?? "";
    const after = text.slice(end, at + 1000).indexOf(literal);
    if (after < 0) return null;
    end += after + literal.length;
  }
  return [start, end];
}
