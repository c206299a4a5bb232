/** Messages between a page and its worker. */

/** A program of one or more files; the first is the one that runs. */
export interface Program {
  files: SourceFile[];
  /** Names of packages that the site has to load for it, such as `aiohttp`. */
  packages: string[];
}

export interface SourceFile {
  /** File name, such as `gather.py`. */
  name: string;
  text: string;
}

/** What the page asks of the worker. */
export type Request =
  | { type: "run"; program: Program }
  /** Steps 12n+1 to 12n+12 of the last run, if it was a long one. */
  | { type: "chunk"; number: number };

/** What the worker tells. */
export type Message =
  | { type: "progress"; loaded: number; total: number } // bytes
  | { type: "starting" }
  | { type: "running" }
  | { type: "output"; stream: "out" | "err"; text: string }
  | { type: "done"; result: Result }
  | { type: "chunk"; number: number; chunk: Chunk }
  | { type: "failed"; file: string; reason: string };

/** One finished run. */
export interface Result {
  ended: "returned" | "raised" | "deadlock" | "limit" | "refused" | "crashed";
  /** What ended it, in words: `ValueError: no news`; the sentence of a refusal. */
  error: string | null;
  /** Milliseconds of real time that the run took, without the drawing. */
  took: number;
  /** The recording as JSON; empty for a program that was refused. */
  recording: string;
  /** Markup of output, figure and table, as on the page; to be copied by whitelist. */
  outputs: string;
  figure: string;
  table: string;
}

/** A part of a long run. */
export interface Chunk {
  /** Rows of the table. */
  rows: string;
  /** The steps in detail, an SVG. */
  lens: string;
  /** Place of the frame in the overview, in percent. */
  x: number;
  width: number;
}
