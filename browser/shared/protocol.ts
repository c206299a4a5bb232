/** Messages between a page and its worker, and what a run gives. Types only. */

import type { Program } from "./program";

/** What the page asks of the worker. */
export type Request =
  | { type: "run"; program: Program }
  /** A chunk of the steps of the last run, if it was a long one. */
  | { type: "chunk"; number: number };

/** What the worker tells. */
export type Message =
  | { type: "progress"; loaded: number; total: number } // bytes
  | { type: "starting" }
  | { type: "running" }
  | { type: "output"; parts: Output[] }
  /** `clean`: the worker is as before the run, and can run the next program. */
  | { type: "done"; result: Result; clean: boolean }
  | { type: "chunk"; number: number; chunk: Chunk | null }
  | { type: "failed"; file: string; reason: string };

/** A piece of text that the program printed; not always whole lines. */
export interface Output {
  stream: "out" | "err";
  text: string;
}

/** What a page is told while a program is on its way; each may be left out. */
export interface Handlers {
  /** Bytes of the runtime that are there, of all; only where it has to be loaded. */
  progress?(loaded: number, total: number): void;
  /** Everything is there, Python starts. */
  starting?(): void;
  /** The program runs. */
  running?(): void;
  /** What it printed since the last call, at most some thirty times a second. */
  output?(parts: Output[]): void;
}

/** One finished run. */
export interface Result {
  /**
   * How it ended; the first four as in `Recording.ended`.
   * `refused`: it needs what a browser does not have; `error` is the sentence.
   * `crashed`: Python itself crashed; `error` is one line.
   * `stopped`: the reader stopped it.
   * In the last two cases there is no recording and no markup: what was printed is
   * what `output` was told.
   */
  ended:
    | "returned"
    | "raised"
    | "deadlock"
    | "limit"
    | "refused"
    | "crashed"
    | "stopped";
  /** What ended it, in words: `ValueError: no news`; the sentence of a refusal. */
  error: string | null;
  /** Exit status, as a shell would name it. */
  status: number;
  /** Whether a deadlock is that of a server that waits for clients. */
  serves: boolean;
  /** Whether a deadlock is that of a loop that runs on when no task is left. */
  idles: boolean;
  /** File names of the programs of the recording, the reader's own first. */
  programs: string[];
  /** Milliseconds of real time that the run took, without the drawing. */
  took: number;
  /** The recording as JSON; empty where there is none. */
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
