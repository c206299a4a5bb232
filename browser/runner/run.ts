/**
 * Runs a program for a card or for the playground, and shows the run there: its output
 * while it runs, its picture and steps when it is over.
 */

import type { CodeView } from "../shared/code";
import { make } from "../shared/dom";
import { action, message, prose } from "../shared/messages";
import type { Program } from "../shared/program";
import type { Output, Result } from "../shared/protocol";
import { Stepper } from "../stepper/stepper";
import type { Controls } from "./controls";
import { lastPlace, linkLines, outcome, shown } from "./result";
import { LoadError, Runner } from "./runner";
import { Stream } from "./stream";

/** What a run belongs to and is shown in: a card, or the playground. */
export interface RunHost {
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

/** Limits are those of `cheatsheet/browser/worker.py`. */
const LIMITED =
  "This page stops a run after 60 s of virtual time, 100,000 steps or 1,000,000 " +
  "characters of output. The higher limits are 24 hours, 1,000,000 steps and 10,000,000 characters.";
const HIGHEST =
  "These are the highest limits of this page. On your machine, it has no limits.";
const SERVES =
  "This server works, but no client can reach it in a browser. To add a client to the " +
  "program, start the server as a task and connect to it from another task, with " +
  "`asyncio.open_connection` or `aiohttp`.";
const IDLES =
  "All tasks have ended, but nothing stops the event loop, so the program would never end. " +
  "Use `asyncio.run`, or call `loop.stop()`.";

const runner = new Runner();
let active: { host: RunHost; over: Promise<void> } | null = null;

/** End the run of this page, if there is one. */
export function stop(): void {
  runner.stop();
}

/**
 * Run the program of a place. A run elsewhere on the page is stopped first.
 *
 * @param raised - Whether it may go on for longer than is usual.
 */
export async function run(host: RunHost, raised = false): Promise<void> {
  while (active) {
    if (active.host === host) return;
    stop();
    await active.over;
  }
  const over = perform(host, raised);
  active = { host, over };
  await over;
}

async function perform(host: RunHost, raised: boolean): Promise<void> {
  const { controls } = host;
  host.tell(null);
  controls.starting();
  try {
    const program = { ...(await host.program()), raised };
    const run = new ActiveRun(host, program);
    const result = await runner.run(program, run);
    run.finish(result);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    controls.ended("✕", "Python did not load", "bad");
    controls.offerAgain();
    const words = make("strong", {}, "Python did not load:");
    const rest = ` ${error.file} ${error.reason}. The last run is still shown below.`;
    host.tell(message("bad", [words, rest]));
    comeBack(host.shown);
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
class ActiveRun {
  private readonly stream: Stream;
  private patience = 0;

  constructor(
    private readonly host: RunHost,
    private readonly program: Program,
  ) {
    this.stream = new Stream(program.files[0]?.name ?? "program.py");
  }

  progress = (loaded: number, total: number): void => {
    this.host.controls.loading(loaded, total);
  };

  starting = (): void => this.host.controls.starting();

  running = (): void => {
    this.host.controls.running();
    this.patience = window.setTimeout(() => this.fade(), PATIENCE);
  };

  output = (parts: Output[]): void => {
    this.print();
    for (const { stream, text } of parts) this.stream.write(stream, text);
  };

  /** What is printed takes the place of what the last run printed. */
  private print(): void {
    if (this.stream.element.isConnected) return;
    const { shown: last, outputFirst } = this.host;
    last.classList.add("printing");
    last[outputFirst ? "before" : "after"](this.stream.element);
  }

  /** The picture of the last run steps back. */
  private fade(): void {
    this.print();
    this.host.shown.classList.add("past");
    this.host.shown.inert = true;
  }

  /** Show how it ended. */
  finish(result: Result): void {
    window.clearTimeout(this.patience);
    const { host, stream } = this;
    if (result.ended === "refused") {
      this.refuse(result);
      return;
    }
    stream.flush();
    if (result.ended === "stopped") stream.remark("(stopped)");
    if (result.ended === "crashed") stream.remark(`(${result.error})`);
    const run = shown(result, stream, host.outputFirst);
    stream.element.parentElement !== run && stream.element.remove();
    comeBack(host.shown); // It may be shown again.
    host.shown.replaceWith(run);
    host.shown = run;
    host.controls.ended(...outcome(result));
    const more = host.compare(this.program, result);
    this.walk(run);
    host.tell(this.explain(result, more) ?? more);
    const detail = { recording: result.recording, result };
    host.element.dispatchEvent(new CustomEvent("looptape:done", { detail }));
  }

  private walk(run: HTMLElement): void {
    const { host } = this;
    host.code.mark([]);
    const files = this.program.files.map((file) => file.name);
    linkLines(run, files, (file, line) => host.reveal(file, line, "raised here"));
    if (run.querySelector(".tl")) {
      new Stepper(run, host.code, (number) => runner.chunk(number));
      return;
    }
    // A program that Python could not read has no picture but a line.
    const place = lastPlace(run.textContent ?? "", files);
    const index = place ? files.indexOf(place[0]) : -1;
    if (place && index >= 0) {
      const words = "Python stops here";
      host.code.mark([{ program: index, line: place[1], kind: "end", words }]);
    }
  }

  /** What to say of a run that the page had to end, with the button of `more`. */
  private explain(result: Result, more: HTMLElement | null): HTMLElement | null {
    const back = more?.querySelector<HTMLElement>(".example-action") ?? null;
    if (result.serves) return message("care", prose(SERVES), back);
    if (result.idles) return message("care", prose(IDLES), back);
    if (result.ended !== "limit") return null;
    const { host } = this;
    if (this.program.raised) {
      const save = action("Download", () => host.download());
      return message("care", [HIGHEST], save, back);
    }
    const again = action("Run with higher limits", () => void run(host, true));
    return message("care", [LIMITED], again, back);
  }

  private refuse(result: Result): void {
    const { host } = this;
    this.stream.element.remove();
    comeBack(host.shown);
    host.controls.ended(...outcome(result));
    const save = action("Download", () => host.download());
    host.tell(message("care", prose(result.error ?? ""), save));
    host.element.dispatchEvent(
      new CustomEvent("looptape:done", { detail: { result } }),
    );
  }
}
