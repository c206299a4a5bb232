/** Lines of programs that a text names, in the forms of many tools. */

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

// Python itself; also where a coroutine was made, by tracemalloc.
const CPYTHON = /^File "([^"]{1,500})", line(?:no)? (\d+)(?:, in (.{1,200}))?/;
// pytest and its last line for a test; rich.
const PYTEST = /^([^\s:'"<>]{1,300}\.py):(\d+): ?(?:in (\S{1,200})|[A-Z]\w{0,80})?$/;
const LAST = /^\S{1,300}\.py:\d+: [A-Z]\w{0,80}$/;
const RICH = /^([^\s'"<>].{0,300}?):(\d+) in (\S{1,200})$/;
// IPython, with the line's number or with an arrow at it.
const CELL =
  /^(?:File |Input In |Cell )(.{1,300}?)(?::(\d+)|, line (\d+))(?:,? in (.{1,200}))?$/;
const POINTED =
  /^(?:File )?(<ipython-input[\w-]{1,80}>|.{1,300}?\.(?:py|ipynb)(?: Cell \w+)?) in (.{1,200})$/;
const ARROW = /^(?:-+>|❱) {0,9}\[?(\d+)\]?(?:\([^)]{0,300}\))?(?: {0,4}│)?(.{0,300})/;
const ARROW_WITHIN = 40; // Lines: IPython shows a docstring, too.
const WARNING = /^(.{1,300}?):(\d+): [A-Z]\w{1,80}Warning: /;
const RUNNING =
  /([\w.<>]{1,200})\([^()]{0,200}\) (?:[a-z, ]{1,30} )?at ([^<>\s]{1,300}?):(\d+)\b/;
// Folders and names of files that no reader writes, and what pip makes to start a program.
const FOREIGN =
  /site-packages|dist-packages|[\\/]lib(?:64)?[\\/]python\d|[\\/]python[\w.-]{0,20}[\\/]lib[\\/]|\.pyx$|\.exe[\\/]|(?:^|[\\/])bin[\\/][^.\\/]{1,80}$|^(?:base_events|base_subprocess|events|runners|selector_events|proactor_events|unix_events|windows_events|taskgroups)\.py$|^<frozen|^<?sys>?$|python\d+\.zip|[\\/]asyncio[\\/]|[\\/]lib[\\/](?:concurrent|contextlib|threading|runpy|selectors|socket|ssl|json|http|unittest|importlib|multiprocessing|subprocess|queue)\b/i;

/** Whether a file is the reader's own. */
export function isOwn(path: string): boolean {
  return !FOREIGN.test(path);
}

/** The name of a file without its folder. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** The name of a function without its arguments and what it is local to. */
function named(call: string): string {
  return call
    .replace(/\(.*$/, "")
    .replace(/^.*<locals>\./, "")
    .trim();
}

/** Where an arrow below a line points: number and code. */
function arrowBelow(lines: Line[], index: number): [number, string] | null {
  for (const line of lines.slice(index + 1, index + ARROW_WITHIN)) {
    const arrow = ARROW.exec(line.words);
    if (arrow) return [Number(arrow[1]), (arrow[2] ?? "").trim()];
    if (CELL.test(line.words) || POINTED.test(line.words)) return null;
  }
  return null;
}

/** What of code is below a line, deeper than it. */
function below(lines: Line[], index: number): string {
  const next = lines[index + 1];
  if (!next || next.indent <= (lines[index]?.indent ?? 0)) return "";
  return CPYTHON.test(next.words) ? "" : next.words;
}

/**
 * Read the place in a program that a line names.
 *
 * @param lines - The lines of the text.
 * @param index - Index of the line.
 * @param marked - The last line of code that pytest marked.
 */
export function frameAt(lines: Line[], index: number, marked: string): Frame | null {
  const words = lines[index]?.words ?? "";
  const python = CPYTHON.exec(words);
  if (python) {
    const [, path = "", number, call = ""] = python;
    return { path, line: Number(number), call: named(call), code: below(lines, index) };
  }
  const test = PYTEST.exec(words);
  if (test) {
    const [, path = "", number, call = ""] = test;
    const code = marked || below(lines, index);
    return { path, line: Number(number), call: named(call), code };
  }
  const rich = RICH.exec(words);
  const cell = rich ? null : CELL.exec(words);
  const [, path = "", first, second, third = ""] = rich ?? cell ?? [];
  if (rich || cell) {
    const code = arrowBelow(lines, index)?.[1] ?? "";
    const line = Number(first ?? second);
    return { path, line, call: named(rich ? (second ?? "") : third), code };
  }
  const pointed = POINTED.exec(words);
  const arrow = pointed && arrowBelow(lines, index);
  if (!pointed || !arrow) return null;
  const [line, code] = arrow;
  return { path: pointed[1] ?? "", line, call: named(pointed[2] ?? ""), code };
}

/** Whether a line is the last that pytest writes of a test: place and class. */
export function isLast(line: Line): boolean {
  return LAST.test(line.words);
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
  return { path, line: Number(number), call: "", code: below(lines, index) };
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
    if (running && isOwn(path)) {
      return {
        path,
        line: Number(number),
        call: named(call.replace(/^.*</, "")),
        code: "",
      };
    }
  }
  return null;
}
