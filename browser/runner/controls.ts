/** Run, the status beside it, and the bar under them: one state at a time. */

import { make } from "../shared/dom";
import { rename } from "../shared/parts";

/** Earlier than this a word would only flicker. Milliseconds. */
const PATIENCE = 300;

export type Tone = "good" | "bad" | "plain";

/**
 * The states of a Run button: idle, loading, starting, running, ended.
 *
 * The button is one element in all of them, so that focus stays and a second press is
 * always Stop.
 */
export class Controls {
  private readonly shown: HTMLElement;
  /** What a screen reader hears: one word for each state, not every megabyte. */
  private readonly said: HTMLElement;
  private readonly bar: HTMLElement;
  private readonly progress: HTMLProgressElement;
  /** Accessible name of Run. */
  private readonly name: string;
  private clock = 0;
  /** Whether a press means Stop. */
  busy = false;

  /**
   * @param header Gets the bar on its lower edge.
   * @param run The button.
   * @param status Where the words go.
   */
  constructor(
    header: HTMLElement,
    private readonly run: HTMLButtonElement,
    status: HTMLElement,
  ) {
    this.name = run.getAttribute("aria-label") ?? "Run";
    this.shown = make("span", { "aria-hidden": "true" });
    this.said = make("span", { class: "example-said", role: "status" });
    status.replaceChildren(this.shown, this.said);
    this.progress = make("progress", { "aria-label": "Loading Python" });
    this.bar = make("div", { class: "example-bar", hidden: "" }, this.progress);
    header.append(this.bar);
  }

  /** Nothing runs, and nothing ran. */
  idle(): void {
    this.rest();
    this.tell("", "plain");
    this.say("");
  }

  /** Files are on their way; both in bytes. */
  loading(loaded: number, total: number): void {
    this.work();
    const [part, all] = [loaded, total].map((bytes) => (bytes / 1e6).toFixed(1));
    this.tell(`Loading Python: ${part} of ${all} MB`, "plain");
    this.say(`Loading Python, ${all} megabytes`);
    this.progress.value = total ? loaded / total : 0;
    this.bar.classList.remove("moving");
  }

  /** Everything is there, and Python starts. */
  starting(): void {
    this.work();
    this.tell("Starting Python…", "plain");
    this.move();
  }

  /** The program runs; said after a moment, with the seconds. */
  running(): void {
    this.work();
    const since = performance.now();
    this.tell("", "plain");
    const tick = () => {
      const seconds = Math.floor((performance.now() - since) / 1000);
      this.tell(seconds ? `Running… ${seconds} s` : "Running…", "plain");
      this.say("Running");
      this.move();
      this.clock = window.setTimeout(tick, 1000 - ((performance.now() - since) % 1000));
    };
    this.clock = window.setTimeout(tick, PATIENCE);
  }

  /**
   * It is over.
   *
   * @param sign A character that says how, for those who see no colour.
   * @param words What it says, such as `Done in 14 ms`.
   */
  ended(sign: string, words: string, tone: Tone): void {
    this.rest();
    this.tell(`${sign} ${words}`, tone);
    this.say(words);
  }

  /** Add to what the end of a run says. */
  add(words: string): void {
    this.shown.append(`, ${words}`);
    this.said.append(`, ${words}`);
  }

  /** Let screen readers say something. */
  announce(words: string): void {
    this.say("");
    this.say(words);
  }

  /** Run is now called Try again. */
  offerAgain(): void {
    this.run.classList.add("again");
    rename(this.run, "reset", "Try again", "Try again to load Python");
  }

  private work(): void {
    window.clearTimeout(this.clock);
    this.run.classList.remove("again");
    if (!this.busy) rename(this.run, "stop", "Stop", "Stop the program");
    this.busy = true;
    this.run.classList.add("stop");
    this.bar.hidden = false;
  }

  private rest(): void {
    window.clearTimeout(this.clock);
    this.busy = false;
    this.bar.hidden = true;
    this.run.classList.remove("stop", "again");
    rename(this.run, "run", "Run", this.name);
  }

  private move(): void {
    this.progress.removeAttribute("value");
    this.bar.classList.add("moving");
  }

  private tell(words: string, tone: Tone): void {
    this.shown.textContent = words;
    this.shown.className = tone;
  }

  private say(words: string): void {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}
