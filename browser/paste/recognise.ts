/** Recognises the messages of the error index in whatever a reader pastes. */

import { broken, cutOff, isWrapped, type Match } from "./broken";
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
import { lineAt, type Pasted, read } from "./text";
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
  if (text.flat.length < BROKEN) {
    const names = new Set(found.map((one) => one.message.name));
    const causes = found.filter((one) => !one.message.follows);
    const more: Match[] = [];
    if (!found.length || isWrapped(text.lines)) more.push(...broken(templates, text));
    if (!causes.length && !more.length) more.push(...cutOff(templates, text));
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
