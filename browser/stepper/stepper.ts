/** The walk through a run: one step at a time, in picture, code, output and table. */

import type { CodeView } from "../shared/code";
import { make } from "../shared/dom";
import type { Chunk } from "../shared/protocol";
import { type Bar, bar, type Press } from "./bar";
import { Overlay, sizesOf } from "./overlay";
import { Play } from "./play";
import { Printed } from "./printed";
import { markOf, marksOf, Sentence, wordsOf } from "./sentence";
import { type Step, Steps } from "./steps";

/** Rows that go to their step when they are pressed. */
const ROWS = ".example-row[data-k], .tl-table tr[data-at]";

/** How to begin; the second part is for those who have keys. */
const hint = () => [
  "Walk through this run: press Play or click in the picture",
  make("span", { class: "step-keys" }, ", then use ← and →, or Enter for each action"),
  ".",
];

/** Controls under a picture, and the keys that do the same. */
export class Stepper {
  private readonly steps: Steps;
  private readonly bar: Bar;
  private readonly figure: HTMLElement;
  private readonly picture: SVGElement;
  private readonly printed: Printed;
  private readonly player: Play;
  private readonly sentence: Sentence;
  private readonly gone = new AbortController();
  private overlay: Overlay | undefined;
  private lens: SVGElement | undefined;
  private step = 0; // 0 is the whole picture
  private action = 0; // of the step; 0 is the whole step

  /**
   * @param run - Holds figure, table and output of a run, and gets the controls.
   * @param code - The programs' code.
   * @param chunks - Gives parts of a run that is too long to be on the page whole.
   */
  constructor(
    private readonly run: HTMLElement,
    private readonly code: CodeView,
    chunks?: (chunk: number) => Promise<Chunk>,
  ) {
    const figure = run.querySelector<HTMLElement>(".tl-figure");
    const picture = figure?.querySelector<SVGElement>(".tl");
    if (!figure || !picture) throw new Error("there is no picture to walk through");
    this.figure = figure;
    this.picture = picture;
    const count = Number(figure.dataset.steps ?? 0);
    const rows = run.querySelectorAll<HTMLTableRowElement>(".tl-table tbody tr");
    const size = Number(figure.dataset.chunkSize ?? 1);
    this.steps = new Steps(rows, count, size, count ? chunks : undefined);
    const told = [hint(), ...this.steps.shown.map(wordsOf)];
    this.bar = bar(this.steps.count, told, (name) => this.press(name));
    this.sentence = new Sentence(this.bar.sentence);
    this.printed = new Printed(run);
    this.player = new Play({
      at: (step) => this.at(step),
      go: (step) => {
        if (run.isConnected) this.go(step);
        else this.player.pause(); // another run has taken its place
      },
      move: (step, share) => this.drawn().move(step, share),
      ended: () => this.rest(),
    });
    const times = this.steps.shown.map(({ time }) => time.length);
    const said = `step ${this.steps.count} of ${this.steps.count} · `.length;
    this.bar.where.style.minWidth = `${said + Math.max(0, ...times) - 1}ch`;
    figure.after(this.bar.root);
    run.classList.add("step-ready");
    picture.setAttribute("tabindex", "0");
    this.listen();
    this.tell();
  }

  /** Take controls and marks away. */
  remove(): void {
    this.player.pause();
    this.go(0);
    this.gone.abort();
    this.overlay?.remove();
    this.bar.root.remove();
    this.run.classList.remove("step-ready");
    this.picture.removeAttribute("tabindex");
  }

  private listen(): void {
    const { signal } = this.gone;
    const { root, slider } = this.bar;
    slider.addEventListener("input", () => this.go(slider.valueAsNumber), { signal });
    const { picture, run } = this;
    const key = (event: KeyboardEvent) => this.key(event);
    root.addEventListener("keydown", key, { signal });
    picture.addEventListener("keydown", key, { signal });
    picture.addEventListener("click", (event) => this.choose(event), { signal });
    picture.addEventListener(
      "pointermove",
      (event) => this.drawn().hover(this.nearest(event)),
      { signal },
    );
    picture.addEventListener("pointerleave", () => this.drawn().hover(0), { signal });
    run.addEventListener("click", (event) => this.row(event), { signal });
  }

  /** While it plays, any key or press on the page stops it. */
  private guard(on: boolean): void {
    for (const type of ["keydown", "pointerdown"]) {
      if (on) document.addEventListener(type, this.interrupt, true);
      else document.removeEventListener(type, this.interrupt, true);
    }
  }

  private readonly interrupt = (event: Event): void => {
    const own = this.bar.onPlay(event.target);
    const key = event instanceof KeyboardEvent ? event.key : " ";
    if (own && /^( |Enter)$/.test(key)) return; // its click follows
    this.player.pause();
    const button = event.target instanceof HTMLButtonElement;
    if (event.type === "keydown" && key === " " && !button) event.preventDefault();
  };

  private press(name: Press): void {
    const { step, steps } = this;
    if (name === "play") this.toggle();
    else {
      this.player.pause();
      if (name === "first") this.go(step === 1 ? 0 : 1);
      else if (name === "back") this.go(Math.max(1, step - 1));
      else if (name === "action") this.act(1);
      else this.go(name === "last" ? steps.count : step + 1);
    }
  }

  private toggle(): void {
    if (this.player.on) this.player.pause();
    else {
      this.bar.playing(true);
      this.guard(true);
      const { step, steps } = this;
      this.player.start(step < steps.count ? step : 0, steps.count);
    }
  }

  /** Playing has ended: now a screen reader may read where. */
  private rest(): void {
    this.bar.playing(false);
    this.guard(false);
    if (this.step) this.drawn().move(this.step, 0);
    this.sentence.aloud();
  }

  private key(event: KeyboardEvent): void {
    const meant = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!meant || event.defaultPrevented) return;
    const { step, steps } = this;
    const way = /Right|Down/.test(event.key) ? 1 : -1;
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowRight":
        if (event.shiftKey && step) this.sameTask(way);
        else if (step || way > 0) this.go(Math.max(1, step + way));
        break;
      case "Enter":
        if (event.target instanceof HTMLButtonElement) return;
        this.act(event.shiftKey ? -1 : 1);
        break;
      case "PageUp":
      case "PageDown":
        this.instant(way);
        break;
      case "Home":
        this.go(1);
        break;
      case "End":
        this.go(steps.count);
        break;
      case "Escape":
        if (!step) return;
        this.go(0);
        break;
      case " ":
        if (event.target instanceof HTMLButtonElement) return;
        this.toggle();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  private sameTask(way: number): void {
    const lane = this.steps.get(this.step)?.lane;
    this.seek(this.steps.find(this.step, way, (other) => other.lane === lane));
  }

  /** Go to the action before or after, which may be one of another step. */
  private act(way: number): void {
    const { step, steps, action } = this;
    const many = steps.get(step)?.actions.length ?? 0;
    const next = action + way;
    if (next > 0 && next <= many) {
      this.action = next;
      this.tell();
      return;
    }
    const to = step + way;
    if (to < 1 || to > steps.count) return;
    const loaded = steps.load(to).then(({ actions }) => {
      this.go(to, way > 0 ? Math.min(1, actions.length) : actions.length);
    });
    loaded.catch(() => this.fail());
  }

  /** Go to the first step of the instant before or after. */
  private instant(way: number): void {
    const { steps, step } = this;
    const at = this.at(step);
    const differs = (one: Step) => one.at !== at;
    if (!step) this.go(way > 0 ? 1 : 0);
    else if (way > 0) this.seek(steps.find(step, 1, differs));
    else {
      const before = async () => {
        const last = await steps.find(step, -1, differs);
        if (!last) return 1;
        const then = this.at(last);
        return (await steps.find(last, -1, (one) => one.at !== then)) + 1;
      };
      this.seek(before());
    }
  }

  private seek(found: Promise<number>): void {
    found.then((step) => step && this.go(step)).catch(() => this.fail());
  }

  /** A press in the picture chooses the nearest step. */
  private choose(event: MouseEvent): void {
    const step = this.nearest(event);
    if (step) this.go(step);
    else if (this.picture.querySelector(".tl-lens")) {
      const plot = this.picture.querySelector(".tl-axis")?.getBoundingClientRect();
      const x = (100 * (event.clientX - (plot?.left ?? 0))) / (plot?.width ?? 1);
      this.seek(this.steps.near(x));
    }
  }

  private nearest({ clientX, clientY }: MouseEvent): number {
    const lens = this.picture.querySelector(".tl-lens .tl-axis");
    if (lens && clientY < lens.getBoundingClientRect().top - 24) return 0;
    return this.drawn().near(clientX, clientY);
  }

  /** A press on a row of output or table goes to its step. */
  private row(event: MouseEvent): void {
    if (!(event.target instanceof Element) || getSelection()?.type === "Range") return;
    const row = event.target.closest<HTMLElement>(ROWS);
    const number = row?.dataset.k ?? row?.firstElementChild?.textContent;
    if (row && Number(number)) {
      this.go(Number(number));
      this.picture.focus({ preventScroll: true });
    }
  }

  private at(step: number): number | undefined {
    return this.steps.get(step)?.at;
  }

  /**
   * Show a step, or with 0 the whole picture.
   *
   * @param action - The number of what it does, from 1; 0 for the whole step.
   */
  private go(to: number, action = 0): void {
    const step = Math.min(to, this.steps.count);
    if (step === this.step && action === this.action) return;
    this.step = step;
    this.action = action;
    if (!step || this.steps.get(step)) this.tell();
    else {
      this.steps
        .load(step)
        .then(() => step === this.step && this.tell())
        .catch(() => this.fail());
    }
  }

  private tell(): void {
    const { steps, bar, run } = this;
    const step = steps.get(this.step);
    run.classList.toggle("step-on", Boolean(step));
    run.closest(".example")?.classList.toggle("step-on", Boolean(step));
    const time = step?.time ?? this.figure.dataset.took ?? "";
    const all = steps.count === 1 ? "1 step" : `${steps.count} steps`;
    const of = step ? `step ${step.number} of ${steps.count}` : all;
    bar.where.textContent = `${of} · ${time}`;
    bar.slider.value = String(this.step);
    const action = step?.actions[this.action - 1];
    const which = action ? `action ${this.action} of ${step?.actions.length}` : "";
    const named = step
      ? [of, which, time, step.task].filter(Boolean).join(", ")
      : "whole run";
    bar.slider.setAttribute("aria-valuetext", named);
    if (step) this.code.mark(action ? [markOf(step, action)] : marksOf(step));
    else this.code.mark([]);
    this.quote(step, action?.line);
    this.sentence.say(step ? wordsOf(step, this.action) : hint(), this.player.on);
    if (!step) {
      this.printed.clear();
      this.overlay?.show(0, "");
      return;
    }
    run.classList.add("step-been");
    this.printed.show(step.number, action?.printed);
    this.drawn().show(step.number, step.lane);
    if (steps.part(step.number)) steps.prefetch(step.number);
  }

  /** The picture with the step; that of a long run is changed for it. */
  private drawn(): Overlay {
    const part = this.step ? this.steps.part(this.step) : undefined;
    const lens = this.picture.querySelector<SVGElement>(".tl-lens") ?? undefined;
    if (part && lens && part.lens !== lens) {
      this.overlay?.remove();
      this.overlay = undefined;
      lens.replaceWith(part.lens);
      this.lens = part.lens;
      const frame = this.picture.querySelector(".tl-frame");
      frame?.setAttribute("x", `${part.x}%`);
      frame?.setAttribute("width", `${part.width}%`);
    }
    this.overlay ??= new Overlay(
      this.lens ?? lens ?? this.picture,
      sizesOf(this.figure),
    );
    return this.overlay;
  }

  /** Show the line where a step or an action is: the code may be out of sight. */
  private quote(step: Step | undefined, of = step?.line): void {
    const program = step?.program ?? 0;
    const line = of ?? 0;
    const text = line ? this.code.quote(program, line) : "";
    let place = text || !step ? String(line || "") : "";
    if (step && !text) {
      place = program ? this.code.file(program) : "";
      if (line) place += `${place && ", "}line ${line}`;
    }
    this.bar.quote.replaceChildren(make("b", {}, place), text);
    this.bar.quote.classList.toggle("step-empty", !place);
  }

  private fail(): void {
    this.player.pause();
    this.step = 0;
    this.action = 0;
    this.tell();
    this.sentence.say(["The steps could not be loaded. Try again."], false);
  }
}
