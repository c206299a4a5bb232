/**
 * Runs a program for a card or for the playground, and shows the run there: its output
 * while it runs, its picture and steps when it is over.
 */

import type { CodeView } from "./code";
import type { Controls } from "./controls";
import { make } from "./dom";
import type { Output, Program, Result } from "./protocol";
import { action, lastPlace, linkLines, message, outcome, prose, shown } from "./result";
import { LoadError, Runner } from "./runner";
import { Stepper } from "./stepper";
import { Stream } from "./stream";

/** Where a run shows itself: a card, or the playground. */
export interface Stage {
  /** What the event `looptape:done` comes from. */
  element: HTMLElement;
  controls: Controls;
  code: CodeView;
  /** Whether the output stands above the picture. */
  outputFirst: boolean;
  /** The program as the reader sees it now. */
  program(): Promise<Program>;
  /** The element that shows the last run; another may be put in its place. */
  shown: HTMLElement;
  /** Say something between code and run, or nothing. */
  tell(message: HTMLElement | null): void;
  /** Bring a line into sight and mark it with words. */
  reveal(file: string, line: number, words: string): void;
  /** Let the reader save the program. */
  download(): void;
  /** Called when a run is shown; returns what to say about it. */
  compare(program: Program, result: Result): HTMLElement | null;
}

/** The picture of a run that is over sooner would flicker. Milliseconds. */
const PATIENCE = 120;

const runner = new Runner();
let active: { stage: Stage; over: Promise<void> } | null = null;

/** End the run of this page, if there is one. */
export function stop(): void {
  runner.stop();
}

/** Run the program of a place. A run elsewhere on the page is stopped first. */
export async function run(stage: Stage): Promise<void> {
  while (active) {
    if (active.stage === stage) return;
    stop();
    await active.over;
  }
  const over = perform(stage);
  active = { stage, over };
  await over;
}

async function perform(stage: Stage): Promise<void> {
  const { controls } = stage;
  stage.tell(null);
  controls.starting();
  try {
    const program = await stage.program();
    const attempt = new Attempt(stage, program);
    const result = await runner.run(program, attempt);
    attempt.finish(result);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    controls.ended("✕", "Python did not load", "bad");
    controls.offerAgain();
    const words = make("strong", {}, "Python did not load:");
    const rest = ` ${error.file} ${error.reason}. The last run stays below.`;
    stage.tell(message("bad", [words, rest]));
    comeBack(stage.shown);
  } finally {
    active = null;
    // After a fault of the page's own the reader can still press Run.
    if (controls.busy) controls.idle();
  }
}

/** Undo what was done to a run that was about to be replaced. */
function comeBack(run: HTMLElement): void {
  run.classList.remove("past", "printing");
  run.inert = false;
}

/** One run on its way: what it prints is shown while the last run fades. */
class Attempt {
  private readonly stream: Stream;
  private patience = 0;

  constructor(
    private readonly stage: Stage,
    private readonly program: Program,
  ) {
    this.stream = new Stream(program.files[0]?.name ?? "program.py");
  }

  progress = (loaded: number, total: number): void => {
    this.stage.controls.loading(loaded, total);
  };

  starting = (): void => this.stage.controls.starting();

  running = (): void => {
    this.stage.controls.running();
    this.patience = window.setTimeout(() => this.fade(), PATIENCE);
  };

  output = (parts: Output[]): void => {
    this.print();
    for (const { stream, text } of parts) this.stream.write(stream, text);
  };

  /** What is printed takes the place of what the last run printed. */
  private print(): void {
    if (this.stream.element.isConnected) return;
    const { shown: last, outputFirst } = this.stage;
    last.classList.add("printing");
    last[outputFirst ? "before" : "after"](this.stream.element);
  }

  /** The picture of the last run steps back. */
  private fade(): void {
    this.print();
    this.stage.shown.classList.add("past");
    this.stage.shown.inert = true;
  }

  /** Show how it ended. */
  finish(result: Result): void {
    window.clearTimeout(this.patience);
    const { stage, stream } = this;
    if (result.ended === "refused") {
      this.refuse(result);
      return;
    }
    stream.flush();
    if (result.ended === "stopped") stream.remark("(stopped)");
    if (result.ended === "crashed") stream.remark(`(${result.error})`);
    const run = shown(result, stream, stage.outputFirst);
    stream.element.parentElement !== run && stream.element.remove();
    comeBack(stage.shown); // It may be shown again.
    stage.shown.replaceWith(run);
    stage.shown = run;
    stage.controls.ended(...outcome(result));
    const more = stage.compare(this.program, result);
    this.walk(run);
    stage.tell(result.ended === "limit" ? endless(result, more) : more);
    const detail = { recording: result.recording, result };
    stage.element.dispatchEvent(new CustomEvent("looptape:done", { detail }));
  }

  private walk(run: HTMLElement): void {
    const { stage } = this;
    stage.code.mark([]);
    const files = this.program.files.map((file) => file.name);
    linkLines(run, files, (file, line) => stage.reveal(file, line, "raised here"));
    if (run.querySelector(".tl")) {
      new Stepper(run, stage.code, (number) => runner.chunk(number));
      return;
    }
    // A program that Python could not read has no picture but a line.
    const place = lastPlace(run.textContent ?? "", files);
    const index = place ? files.indexOf(place[0]) : -1;
    if (place && index >= 0) {
      const words = "Python stops here";
      stage.code.mark([{ program: index, line: place[1], kind: "end", words }]);
    }
  }

  private refuse(result: Result): void {
    const { stage } = this;
    this.stream.element.remove();
    comeBack(stage.shown);
    stage.controls.ended(...outcome(result));
    const save = action("Download", () => stage.download());
    stage.tell(message("care", prose(result.error ?? ""), save));
    stage.element.dispatchEvent(
      new CustomEvent("looptape:done", { detail: { result } }),
    );
  }
}

/** What to say of a program that was ended, with the button of what else is said. */
function endless(result: Result, more: HTMLElement | null): HTMLElement {
  const timed = result.error?.includes("virtual time");
  const words = timed
    ? "Give it an end, or watch the first minute."
    : "Give it an end.";
  const button = more?.querySelector<HTMLElement>(".example-action") ?? null;
  return message("care", [`The program goes on for ever. ${words}`], button);
}
