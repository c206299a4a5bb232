/** Tracebacks in a text, and the frame of each that is the reader's own code. */

import type { Line } from "./text";

/** A line of a program that a traceback names. */
export interface Frame {
  path: string;
  line: number;
  /** The function, or nothing. */
  call: string;
  /** The code of the line, or nothing. */
  code: string;
}

/** A traceback: its lines in the text, and what it names. */
export interface Traceback {
  start: number;
  /** Index of the line with the exception. */
  end: number;
  /** The innermost frame of the reader's own code. */
  own: Frame | null;
  /** Whether it has Python's own line above it. */
  headed: boolean;
}

const CPYTHON = /^File "([^"]{1,500})", line(?:no)? (\d+)(?:, in (.{1,200}))?/;
const JUPYTER =
  /^(?:File |Input In |Cell )(.{1,300}?)(?::(\d+)|, line (\d+))(?:,? in (.{1,200}))?$/;
const PYTEST = /^([^\s:'"<>]{1,300}\.py):(\d+): ?(?:in (\S{1,200})|[A-Z]\w{0,80})?$/;
const LAST = /^\S{1,300}\.py:\d+: [A-Z]\w{0,80}$/;
const WARNING = /^(.{1,300}?):(\d+): [A-Z]\w{1,80}Warning: /;
const RUNNING =
  /([\w.<>]{1,200})\([^()]{0,200}\) (?:[a-z, ]{1,30} )?at ([^<>\s]{1,300}?):(\d+)\b/;
const HEADER = /\(most recent call last\):?$/;
// Folders and names of files that no reader writes.
const FOREIGN =
  /site-packages|dist-packages|[\\/]lib(?:64)?[\\/]python\d|[\\/]python[\w.-]{0,20}[\\/]lib[\\/]|^<frozen|^<?sys>?$|python\d+\.zip|[\\/]asyncio[\\/]|[\\/]lib[\\/](?:concurrent|contextlib|threading|runpy|selectors|socket|ssl|json|http|unittest|importlib|multiprocessing|subprocess|queue)\b/i;

/** Whether a file is the reader's own. */
export function isOwn(path: string): boolean {
  return !FOREIGN.test(path);
}

/** The name of a file without its folder. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** What a line says of a place in a program. */
function frameOf(line: Line): Frame | null {
  const { words } = line;
  const plain = CPYTHON.exec(words) ?? PYTEST.exec(words);
  if (plain) {
    const [, path = "", number, call = ""] = plain;
    return { path, line: Number(number), call: call.trim(), code: "" };
  }
  const cell = JUPYTER.exec(words);
  if (!cell) return null;
  const [, path = "", before, after, call = ""] = cell;
  const number = Number(before ?? after);
  return { path, line: number, call: call.replace(/\(.*$/, ""), code: "" };
}

/** The code of a frame: the next line, or the one that an arrow points out. */
function codeOf(lines: Line[], index: number, last: string): string {
  const next = lines[index + 1];
  if (PYTEST.test(lines[index]?.words ?? "") && last) return last;
  const arrow = lines
    .slice(index + 1, index + 9)
    .map((line) => /^-+> ?\d+ (.*)/.exec(line.words)?.[1]);
  const pointed = arrow.find((code) => code !== undefined);
  if (pointed !== undefined && !/^File "/.test(lines[index]?.words ?? "")) {
    return pointed.trim();
  }
  const deeper = next && next.indent > (lines[index]?.indent ?? 0);
  return deeper && next.words && !frameOf(next) ? next.words : "";
}

/**
 * Find all tracebacks.
 *
 * @param lines - The lines of the text.
 * @returns Them in the order of the text.
 */
export function tracebacks(lines: Line[]): Traceback[] {
  const found: Traceback[] = [];
  let open: Traceback | null = null;
  let indent = 0;
  let frames = 0;
  let pointed = ""; // The line that pytest points out.
  const close = (end: number) => {
    if (open && frames) found.push({ ...open, end });
    open = null;
    frames = 0;
  };
  lines.forEach((line, index) => {
    const code = /^>\s+(\S.*)/.exec(line.text)?.[1];
    if (code !== undefined) pointed = code;
    const frame = frameOf(line);
    if (HEADER.test(line.words)) {
      close(index - 1);
      open = { start: index, end: index, own: null, headed: true };
    } else if (frame) {
      if (!open) open = { start: index, end: index, own: null, headed: false };
      if (!frames) indent = line.indent;
      frames++;
      frame.code = codeOf(lines, index, pointed);
      if (isOwn(frame.path)) open.own = frame;
      pointed = "";
      const marked = LAST.test(line.words) ? markedBefore(lines, index) : index;
      if (marked < index) {
        // pytest names the last place after the message.
        open.start = marked;
        close(index);
      }
    } else if (open && frames && line.words && isException(line, indent)) {
      close(index);
    }
  });
  close(lines.length - 1);
  return found;
}

/** The line with pytest's mark that a place below it belongs to, or the place. */
function markedBefore(lines: Line[], index: number): number {
  for (let above = index - 1; above > Math.max(0, index - 30); above--) {
    if (lines[above]?.marked) return above;
  }
  return index;
}

/** Whether a line ends a traceback: it is less deep than the frames, or marked. */
function isException(line: Line, indent: number): boolean {
  if (line.marked) return /^[\w.]+(?::|$)/.test(line.words);
  return (
    line.indent < Math.max(indent, 1) && /^(?:\w+\.)*[A-Z]\w*(?::|$)/.test(line.words)
  );
}

/**
 * The place that a warning names in front of its message.
 *
 * @param lines - The lines of the text.
 * @param index - Index of the line with the message.
 */
export function placeOfWarning(lines: Line[], index: number): Frame | null {
  const warning = WARNING.exec(lines[index]?.words ?? "");
  const [, path = "", number] = warning ?? [];
  if (!warning || !isOwn(path)) return null;
  const next = lines[index + 1];
  const code = next && next.indent > 0 ? next.words : "";
  return { path, line: Number(number), call: "", code };
}

/**
 * The place of a task or callback that a message shows in its line or the next.
 *
 * @param lines - The lines of the text.
 * @param index - Index of the line with the message.
 */
export function placeOfTask(lines: Line[], index: number): Frame | null {
  for (const line of lines.slice(index, index + 2)) {
    const running = RUNNING.exec(line.words);
    const [, call = "", path = "", number] = running ?? [];
    if (running && isOwn(path)) return { path, line: Number(number), call, code: "" };
  }
  return null;
}
