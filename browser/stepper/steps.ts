/** The steps of a run, as the rows of its table tell them. */

import type { Chunk } from "../shared/protocol";

/** One step. */
export interface Step {
  /** From 1, as in table and picture. */
  number: number;
  /** When it begins, in ns. */
  at: number;
  /** The same in words. */
  time: string;
  lane: string;
  /** Name of its lane; empty where the loop itself acts. */
  task: string;
  program: number;
  /** Line where it goes on, or 0. */
  resumed: number;
  /** Line where it ends, or 0. */
  line: number;
  end: string;
  /** What happens, without the name. */
  what: HTMLElement;
  /** What the step does, one after the other. */
  actions: Action[];
}

/** One thing that a step does. */
export interface Action {
  /** Line that does it. */
  line: number;
  /** How many lines the step has printed then. */
  printed: number;
  /** What it does, in the present tense: `prints`, `creates`. */
  verb: string;
}

/** Some steps of a long run, and their picture. */
export interface Part {
  steps: Step[];
  lens: SVGElement;
  /** Place of its frame in the overview, in percent. */
  x: number;
  width: number;
}

const KEPT = 48; // parts

/** What a row says; nothing for the row that stands for those left out. */
function read(row: HTMLTableRowElement): Step | undefined {
  const [number, time, task, line, what] = row.cells;
  const { at, lane, program, resumed, end } = row.dataset;
  if (!what || at === undefined) return undefined;
  return {
    number: Number(number?.textContent),
    at: Number(at),
    time: time?.textContent ?? "",
    lane: lane ?? "",
    task: task?.textContent ?? "",
    program: Number(program ?? 0),
    resumed: Number(resumed ?? 0),
    line: Number(line?.textContent ?? 0),
    end: end ?? "",
    what,
    actions: actionsOf(what).map((action, place, all) => ({
      line: Number(action.dataset.line),
      // A last line without an end belongs to the last action.
      printed:
        place === all.length - 1
          ? Number.POSITIVE_INFINITY
          : Number(action.dataset.lines ?? 0),
      verb: /^\S+/.exec(action.textContent ?? "")?.[0] ?? "",
    })),
  };
}

/** The parts of a sentence that tell what the step does. */
export function actionsOf(what: ParentNode): HTMLElement[] {
  return [...what.querySelectorAll<HTMLElement>("[data-line]")];
}

/** The steps of one run, of which a long one loads those that are asked for. */
export class Steps {
  /** How many there are. */
  readonly count: number;
  /** Those that the page's table has. */
  readonly shown: Step[];
  private readonly parts = new Map<number, Part>();
  private readonly asked = new Map<number, Promise<Part>>();

  /**
   * @param rows - Of the table.
   * @param count - Steps of a long run; of a short one the table has all.
   * @param size - Steps of a long run that are drawn at a time.
   * @param chunks - Gives parts of a long run, from 0.
   */
  constructor(
    rows: Iterable<HTMLTableRowElement>,
    count: number,
    private readonly size: number,
    private readonly chunks?: (chunk: number) => Promise<Chunk>,
  ) {
    this.shown = [...rows].flatMap((row) => read(row) ?? []);
    this.count = chunks ? count : this.shown.length;
  }

  /** A step, if it is at hand. */
  get(number: number): Step | undefined {
    return this.chunks
      ? this.part(number)?.steps[(number - 1) % this.size]
      : this.shown[number - 1];
  }

  /** The part of a long run that a step is in, if it is at hand. */
  part(number: number): Part | undefined {
    return this.parts.get(Math.floor((number - 1) / this.size));
  }

  /** A step; rejects where it cannot be loaded. */
  async load(number: number): Promise<Step> {
    if (this.chunks) await this.ask(Math.floor((number - 1) / this.size));
    const step = this.get(number);
    if (!step) throw new Error(`there is no step ${number}`);
    return step;
  }

  /** Load what is before and behind a step too, so that a walk need not wait. */
  prefetch(number: number): void {
    const chunk = Math.floor((number - 1) / this.size);
    for (const near of [chunk + 1, chunk - 1]) {
      if (this.chunks && near >= 0 && near * this.size < this.count) {
        this.ask(near).catch(() => {}); // whoever walks there is told
      }
    }
  }

  /**
   * The nearest step before or after one for which something holds.
   *
   * @returns Its number, or 0.
   */
  async find(
    from: number,
    direction: number,
    holds: (step: Step) => boolean,
  ): Promise<number> {
    let number = from + direction;
    for (; number > 0 && number <= this.count; number += direction) {
      if (holds(this.get(number) ?? (await this.load(number)))) return number;
    }
    return 0;
  }

  /** The step whose part lies at a place of the overview, in percent. */
  async near(x: number): Promise<number> {
    let low = 0;
    let high = Math.ceil(this.count / this.size) - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const part = await this.ask(middle);
      if (part.x + part.width < x) low = middle + 1;
      else high = middle;
    }
    const part = await this.ask(low);
    const share = Math.min(0.99, Math.max(0, (x - part.x) / part.width));
    return low * this.size + 1 + Math.floor(share * part.steps.length);
  }

  private ask(chunk: number): Promise<Part> {
    let asked = this.asked.get(chunk);
    if (!asked) {
      asked = this.fetch(chunk);
      this.asked.set(chunk, asked);
      asked.catch(() => this.asked.delete(chunk));
      const [oldest] = this.asked.keys();
      if (this.asked.size > KEPT && oldest !== undefined) {
        this.asked.delete(oldest);
        this.parts.delete(oldest);
      }
    }
    return asked;
  }

  private async fetch(chunk: number): Promise<Part> {
    if (!this.chunks) throw new Error("a short run has no parts");
    const [{ rows, lens, x, width }, { safe }] = await Promise.all([
      this.chunks(chunk),
      import("../shared/safe"), // only here: most runs are short
    ]);
    const table = safe(`<table><tbody>${rows}</tbody></table>`);
    const picture = safe(lens).firstElementChild;
    if (!(picture instanceof SVGElement)) throw new Error("not a picture");
    const steps = [...table.querySelectorAll("tr")].flatMap((row) => read(row) ?? []);
    const part = { steps, lens: picture, x, width };
    this.parts.set(chunk, part);
    return part;
  }
}
