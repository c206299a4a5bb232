/** Marks in a picture: playhead, ring, arrows, and the fade over what is later. */

import { draw } from "../shared/dom";

/** Where a step stands: x in percent of the plot, y of its lane in pixels. */
interface Block {
  left: number;
  right: number;
  /** Where its arrows begin. */
  middle: number;
  y: number;
  /** The step that woke it, or 0. */
  waker: number;
  /** The end of a timeout is a diamond on the axis. */
  diamond: boolean;
}

/** How the picture was drawn, in pixels. */
interface Sizes {
  /** Place of the axis. */
  axis: number;
  lane: number;
  /** From a lane's upper edge to the middle of its blocks. */
  middle: number;
  /** Height of a block. */
  bar: number;
  /** Room for names, left of the plot. */
  gutter: number;
}

/** The sizes that a figure tells of its picture. */
export function sizesOf({ dataset }: HTMLElement): Sizes {
  const { axis, lane, middle, bar, gutter } = dataset;
  return {
    axis: Number(axis),
    lane: Number(lane),
    middle: Number(middle),
    bar: Number(bar),
    gutter: Number(gutter),
  };
}

const NEAR = 24; // pixels; a press may be so far from a block of its lane

function read(element: Element, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? "0");
}

/** One picture, or the part of a long run that is drawn in detail. */
export class Overlay {
  private readonly blocks = new Map<number, Block>();
  private readonly names = new Map<string, SVGElement>();
  private readonly prints: SVGElement[];
  /** x and y of the heads of arrows that are always there. */
  private readonly cancels: [number, number][];
  private readonly fade: SVGElement;
  private readonly head: SVGElement;
  private readonly ring = draw("rect", { class: "step-ring", rx: 2 });
  private readonly diamond: SVGElement;
  private readonly hovered = draw("rect", { class: "step-hover", rx: 2 });
  /** Arrows to the step and from it, in two parts. */
  private readonly lines = [arrow(), arrow()];
  private readonly heads = [arrow(), arrow()];
  private readonly lane: SVGElement;
  /** Half of a block's height. */
  private readonly half: number;
  private readonly own: SVGElement[];
  private name: SVGElement | undefined;

  /**
   * @param picture - The element with the blocks.
   * @param sizes - How it was drawn.
   */
  constructor(
    private readonly picture: SVGElement,
    private readonly sizes: Sizes,
  ) {
    const { axis, bar, gutter } = sizes;
    this.half = bar / 2;
    this.diamond = draw(
      "svg",
      { class: "step-ring", y: axis },
      draw("path", { d: "M0-8l8 8-8 8-8-8z" }),
    );
    this.lane = draw("rect", { class: "step-lane", x: -gutter, width: gutter });
    const all = (selector: string) => [
      ...picture.querySelectorAll<SVGElement>(selector),
    ];
    this.prints = all(".tl-print > [data-k]");
    this.cancels = all(".tl-cancel > svg").map((one) => [
      read(one, "x"),
      read(one, "y"),
    ]);
    for (const name of all("[data-l]")) this.names.set(name.dataset.l ?? "", name);
    for (const block of all(".tl-run > [data-k], .tl-timeout > [data-k]")) {
      this.add(block);
    }
    // What a step computes, and how long it holds up the loop, follows its block.
    for (const more of all(".tl-block > rect, .tl-run > rect:not([data-k])").sort(
      (one, other) => read(one, "x") - read(other, "x"),
    )) {
      const [x, y] = [read(more, "x"), read(more, "y") + this.half];
      for (const block of this.blocks.values()) {
        if (block.y === y && same(block.right, x))
          block.right = x + read(more, "width");
      }
    }
    const height = read(picture, "height");
    const veil = { class: "step-fade", y: axis, width: 3000, height };
    this.fade = draw("svg", {}, draw("rect", veil));
    this.head = draw(
      "svg",
      { class: "step-head" },
      draw("path", { d: `M0 ${axis}V${height - 2}` }),
      draw("path", { d: `M-5 ${axis - 6}h10v6l-5 5-5-5z` }),
    );
    const kind = { class: "step-marks" };
    const above = [this.head, ...this.heads, this.ring, this.diamond, this.hovered];
    const marks = draw("g", kind, ...above);
    const lines = draw("g", kind, ...this.lines);
    this.own = [this.lane, this.fade, lines, marks];
    // Behind all texts: a line ends before the letters that it would cross.
    all(".tl-run")[0]?.after(lines);
    // What was printed stands above the fade, as it may lie left of its block.
    const [prints, names] = [all(".tl-print")[0], all(".tl-tree, .tl-name")[0]];
    (prints ?? names)?.before(this.fade);
    names?.before(this.lane);
    picture.append(marks);
    this.show(0, "");
  }

  private add(element: SVGElement): void {
    const diamond = element.localName === "svg";
    const left = read(element, "x");
    const width = read(element, "width");
    this.blocks.set(Number(element.dataset.k), {
      left,
      right: left + width,
      middle: left + width / 2,
      y: read(element, "y") + (diamond ? 0 : this.half),
      waker: Number(element.dataset.w ?? 0),
      diamond,
    });
  }

  /**
   * Mark a step.
   *
   * @param step - Its number, or 0 for none.
   * @param lane - Index of its lane.
   */
  show(step: number, lane: string): void {
    const block = this.blocks.get(step);
    this.picture.classList.toggle("step-off", !step);
    this.name?.classList.remove("step-name");
    this.name = step ? this.names.get(lane) : undefined;
    this.name?.classList.add("step-name");
    set(this.lane, {
      y: this.name ? read(this.name, "y") - 14 : 0,
      height: this.name ? 32 : 0,
    });
    for (const print of this.prints) {
      print.classList.toggle("step-later", step > 0 && Number(print.dataset.k) > step);
    }
    // A lane that is left out has no block: the playhead stands behind the one before.
    let before = step;
    while (before > 0 && !this.blocks.has(before)) before -= 1;
    this.place(this.blocks.get(before)?.right ?? 0);
    set(this.ring, this.box(block));
    const visibility = block?.diamond ? "visible" : "hidden";
    set(this.diamond, { x: `${block?.left ?? 0}%`, visibility });
    const woken = [...this.blocks.values()].filter(({ waker }) => waker === step);
    this.link(0, this.blocks.get(block?.waker ?? 0), block ? [block] : []);
    this.link(1, block, woken);
  }

  /** Move the playhead between a step and the next, by a share from 0 to 1. */
  move(step: number, share: number): boolean {
    const here = this.blocks.get(step);
    const next = this.blocks.get(step + 1);
    if (here && next) this.place(here.right + (next.left - here.right) * share);
    return Boolean(here && next);
  }

  /** Outline the block that a press would choose; 0 for none. */
  hover(step: number): void {
    set(this.hovered, this.box(this.blocks.get(step)));
  }

  /** The step that is nearest to a place on the screen, in its lane if one is near. */
  near(x: number, y: number): number {
    const plot = this.picture.querySelector(".tl-axis")?.getBoundingClientRect();
    if (!plot) return 0;
    const { axis, lane, middle } = this.sizes;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [step, block] of this.blocks) {
      const from = (100 * (x - plot.left)) / plot.width;
      const percent = Math.max(0, block.left - from, from - block.right);
      let away = (percent * plot.width) / 100;
      const below = y - plot.top + axis - block.y + middle;
      if (below < 0 || below >= lane || away > NEAR) away += NEAR;
      if (away < least) [best, least] = [step, away];
    }
    return best;
  }

  /** Take all marks away. */
  remove(): void {
    this.show(0, "");
    for (const one of this.own) one.remove();
  }

  private box(block: Block | undefined): Record<string, string | number> {
    if (!block || block.diamond) return { width: 0, height: 0 };
    const { left, right, y } = block;
    const { bar } = this.sizes;
    return { x: `${left}%`, width: `${right - left}%`, y: y - this.half, height: bar };
  }

  private place(x: number): void {
    set(this.head, { x: `${x}%` });
    set(this.fade, { x: `${x}%` });
  }

  /** Draw arrows from a step to those that it woke, all in one column. */
  private link(place: number, from: Block | undefined, to: Block[]): void {
    let lines = "";
    let heads = "";
    for (const { y } of from ? to : []) {
      if (!from || y === from.y) continue;
      const told = this.cancels.some(
        ([x, tip]) => same(x, from.middle) && Math.abs(tip - y) < this.half,
      );
      const way = Math.sign(y - from.y);
      const start = from.y + (from.diamond ? 0 : this.half * way);
      if (told) continue;
      lines += `M0 ${start}V${y - 3 * way}`;
      heads += `M-4 ${y - 9 * way}h8l-4 ${6 * way}z`;
    }
    for (const [part, d] of [
      [this.lines[place], lines],
      [this.heads[place], heads],
    ] as [SVGElement, string][]) {
      set(part, { x: `${from?.middle ?? 0}%` });
      for (const path of part.children) set(path, { d });
    }
  }
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
}

/** Whether two places are one: the picture has them with two decimals. */
function same(x: number, other: number): boolean {
  return Math.abs(x - other) < 0.03;
}

/** Part of the arrows in one column, on a halo of the background. */
function arrow(): SVGElement {
  const halo = draw("path", { class: "tl-halo" });
  return draw("svg", { class: "step-wakes" }, halo, draw("path"));
}
