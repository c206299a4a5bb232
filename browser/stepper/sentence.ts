/** What a step does, in words: on the lines of code, and as a sentence. */

import type { LineMark } from "../shared/code";
import { make } from "../shared/dom";
import { type Action, actionsOf, type Step } from "./steps";

/** Steps that follow each other faster than this are not read aloud. Milliseconds. */
const QUICK = 250;

const ENDS: Record<string, string> = {
  waits: "waits here",
  returns: "ends here",
  raises: "raises here",
  cancelled: "ends here",
};

/** The lines that a step runs, with what it does at each. */
export function marksOf(step: Step): LineMark[] {
  const { program, resumed, line } = step;
  let from = /^starts\b/.test(step.what.textContent ?? "") ? "starts" : "resumes";
  if (step.end === "cancelled") from = "is cancelled";
  const end = ENDS[step.end] ?? "";
  if (resumed && resumed === line) {
    return [{ program, line, kind: "both", words: `${from} and ${end}` }];
  }
  const marks: LineMark[] = [];
  if (resumed) {
    marks.push({ program, line: resumed, kind: "resume", words: `${from} here` });
  }
  if (line) marks.push({ program, line, kind: "end", words: end });
  return marks;
}

/** The line that does one thing of a step. */
export function markOf({ program }: Step, { line, verb }: Action): LineMark {
  return { program, line, kind: "end", words: `${verb} here` };
}

/**
 * Who does what: the row's words, with the name in front.
 *
 * @param action - The number of what is marked in them, from 1, or 0.
 */
export function wordsOf({ task, what }: Step, action = 0): Node[] {
  const copy = what.cloneNode(true) as HTMLElement;
  actionsOf(copy)[action - 1]?.classList.add("step-action");
  const told = [...copy.childNodes];
  // One that begins with a name or a word of its own needs nobody in front.
  if (!task || /^\p{Lu}/u.test(what.textContent ?? "")) return told;
  return [make("strong", {}, task), document.createTextNode(" "), ...told];
}

/** The element with the sentence, which a screen reader reads when it changes. */
export class Sentence {
  private changed = 0; // when, in ms
  private timer = 0;

  constructor(private readonly element: HTMLElement) {}

  /**
   * Set the words. Where they follow fast, only the last are read.
   *
   * @param silent - Whether they are not read before `aloud` is called.
   */
  say(words: (Node | string)[], silent: boolean): void {
    const now = performance.now();
    const quick = silent || now - this.changed < QUICK;
    this.changed = now;
    clearTimeout(this.timer);
    this.element.setAttribute("aria-live", quick ? "off" : "polite");
    this.element.replaceChildren(...words);
    if (quick && !silent) this.timer = window.setTimeout(() => this.aloud(), QUICK);
  }

  /** Set the words once more, now to be read. */
  aloud(): void {
    if (this.element.getAttribute("aria-live") !== "off") return;
    this.element.setAttribute("aria-live", "polite");
    this.element.replaceChildren(...this.element.cloneNode(true).childNodes);
  }
}
