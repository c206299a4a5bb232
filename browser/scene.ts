/** Marks in a picture: playhead, ring, arrows and the fade over what is later. */

import { draw } from "./dom";

/** Where a step stands: x from left to right in percent, y of its lane in pixels. */
interface Block {
  left: number;
  right: number;
  middle: number;
  y: number;
  waker: number;
  /** The end of a timeout, on the axis. */
  diamond: boolean;
}

const AXIS = 24; // y in pixels
const HALF = 10; // of a block's height
const NEAR = 24; // pixels
const PITCH = 38; // of lanes, in pixels; a name stands 22 below a lane's top

const number = (element: Element | null | undefined, name: string) =>
  Number.parseFloat(element?.getAttribute(name) ?? "0");
const all = (root: Element, selector: string) =>
  root.querySelectorAll<SVGElement>(selector);
const set = (element: Element, attributes: Record<string, string | number>) => {
  for (const name in attributes) element.setAttribute(name, String(attributes[name]));
};

/** One picture, or the part of a long run that is drawn in detail. */
export class Scene {
  private readonly blocks = new Map<number, Block>();
  private readonly wakes = new Map<number, number[]>();
  private readonly prints = new Map<number, SVGElement>();
  private readonly names = new Map<string, SVGElement>();
  private readonly cancels: { x: number; y: number }[] = [];
  private readonly head: SVGElement;
  private readonly ring = draw("rect", { class: "step-ring", rx: 2 });
  private readonly diamond = draw(
    "svg",
    { class: "step-ring", y: AXIS },
    draw("path", { d: "M0-8l8 8-8 8-8-8z" }),
  );
  private readonly hovered = draw("rect", { class: "step-hover", rx: 2 });
  private readonly woke = links();
  private readonly wakesNow = links();
  private readonly print = draw("svg", { class: "step-print tl-print" });
  private readonly lane = draw("rect", { class: "step-lane", x: -118, width: 118 });
  private readonly marks: SVGElement;
  private name: SVGElement | undefined;

  /** @param picture - The element with the blocks. */
  constructor(private readonly picture: SVGElement) {
    this.read();
    const height = number(picture, "height");
    this.head = draw(
      "svg",
      { class: "step-head" },
      draw("rect", { class: "step-fade", y: AXIS, width: 2000, height }),
      draw("path", { d: `M0 ${AXIS}V${height - 2}` }),
      draw("path", { class: "step-flag", d: `M-5 ${AXIS - 6}h10v6l-5 5-5-5z` }),
    );
    this.marks = draw(
      "g",
      { class: "step-marks" },
      ...[this.head, this.woke, this.wakesNow, this.ring, this.diamond],
      ...[this.hovered, this.print],
    );
    const under =
      picture.querySelector(".tl-tree") ?? picture.querySelector(".tl-name");
    under?.before(this.lane);
    picture.append(this.marks);
    this.show(0, "");
  }

  private read(): void {
    for (const block of all(
      this.picture,
      ".tl-run > rect[data-k], .tl-timeout > svg",
    )) {
      const k = Number(block.dataset.k);
      const left = number(block, "x");
      const right = left + number(block, "width");
      const diamond = block.localName === "svg";
      const y = number(block, "y") + (diamond ? 0 : HALF);
      const waker = Number(block.dataset.w ?? 0);
      this.blocks.set(k, {
        left,
        right,
        middle: (left + right) / 2,
        y,
        waker,
        diamond,
      });
      if (waker) this.wakes.set(waker, [...(this.wakes.get(waker) ?? []), k]);
    }
    // What a step computes, and where it holds up the loop, follows its block.
    const held = [
      ...all(this.picture, ".tl-block > rect, .tl-run > rect:not([data-k])"),
    ];
    const ends = held.map((one) => ({
      left: number(one, "x"),
      right: number(one, "x") + number(one, "width"),
      y: number(one, "y") + HALF,
    }));
    ends.sort((one, other) => one.left - other.left);
    for (const block of this.blocks.values()) {
      for (const { left, right, y } of ends) {
        if (y === block.y && Math.abs(left - block.right) < 0.03) block.right = right;
      }
    }
    for (const print of all(this.picture, ".tl-print > svg[data-k]")) {
      this.prints.set(Number(print.dataset.k), print);
    }
    for (const name of all(this.picture, ".tl-name [data-l]")) {
      this.names.set(name.dataset.l ?? "", name);
    }
    for (const head of all(this.picture, ".tl-cancel > svg")) {
      this.cancels.push({ x: number(head, "x"), y: number(head, "y") });
    }
  }

  /**
   * Mark a step.
   *
   * @param step - Its number, or 0 for none.
   * @param lane - Index of its lane.
   */
  show(step: number, lane: string): void {
    const block = this.blocks.get(step);
    this.marks.classList.toggle("step-off", !block);
    this.name?.classList.remove("step-name");
    this.name = step ? this.names.get(lane) : undefined;
    this.name?.classList.add("step-name");
    set(this.lane, { height: this.name ? 32 : 0, y: number(this.name, "y") - 14 });
    if (!block) return;
    this.place(block.right);
    set(this.ring, box(block));
    const visibility = block.diamond ? "visible" : "hidden";
    set(this.diamond, { x: `${block.left}%`, visibility });
    this.link(this.woke, block.waker, [step]);
    this.link(this.wakesNow, step, this.wakes.get(step) ?? []);
    // Its own text is not yet to come: it stands over the fade.
    const print = this.prints.get(step);
    this.print.replaceChildren(...(print ? print.cloneNode(true).childNodes : []));
    if (print) set(this.print, { x: `${number(print, "x")}%`, y: number(print, "y") });
  }

  /** Move the playhead between a step and the next, by a share from 0 to 1. */
  move(step: number, share: number): boolean {
    const here = this.blocks.get(step);
    const next = this.blocks.get(step + 1);
    if (here && next) this.place(here.right + (next.left - here.right) * share);
    return Boolean(here && next);
  }

  /** Outline the block that a press would choose. */
  hover(step: number): void {
    set(this.hovered, box(this.blocks.get(step)));
  }

  /** The step that is nearest to a place on the screen. */
  near(x: number, y: number): number {
    const axis = this.picture.querySelector(".tl-axis")?.getBoundingClientRect();
    const top = (axis?.top ?? 0) - AXIS;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [step, block] of this.blocks) {
      const scale = (axis?.width ?? 0) / 100;
      const [left, right] = [block.left * scale, block.right * scale];
      const from = x - (axis?.left ?? 0);
      let away = Math.max(0, left - from, from - right);
      // A lane begins 25 above the middle of its blocks.
      const inLane = y - top > block.y - 25 && y - top <= block.y - 25 + PITCH;
      if (!inLane || away > NEAR) away += NEAR;
      if (away < least) [best, least] = [step, away];
    }
    return best;
  }

  /** Take all marks away. */
  remove(): void {
    this.show(0, "");
    this.marks.remove();
    this.lane.remove();
  }

  private place(x: number): void {
    this.head.setAttribute("x", `${x}%`);
  }

  /** Arrows from a step to those that it woke, all above each other. */
  private link(link: SVGElement, from: number, to: number[]): void {
    const source = this.blocks.get(from);
    let path = "";
    for (const step of source ? to : []) {
      const y = this.blocks.get(step)?.y;
      if (!source || y === undefined || y === source.y) continue;
      const way = Math.sign(y - source.y);
      const told = this.cancels.some(
        (one) => Math.abs(one.x - source.middle) < 0.03 && Math.abs(one.y - y) < 9,
      );
      const start = source.y + (source.diamond ? 0 : HALF * way);
      const tip = y - 3 * way;
      if (!told) path += `M0 ${start}V${tip}m-4 ${-6 * way}h8l-4 ${6 * way}z`;
    }
    set(link, { x: `${source?.middle ?? 0}%` });
    for (const line of link.children) line.setAttribute("d", path);
  }
}

/** An arrow on a halo of the background. */
function links(): SVGElement {
  const [halo, line] = [draw("path", { class: "tl-halo" }), draw("path")];
  return draw("svg", { class: "step-wakes" }, halo, line);
}

function box(block: Block | undefined): Record<string, string | number> {
  if (!block || block.diamond) return { width: 0, height: 0 };
  const { left, right, y } = block;
  const width = `${right - left}%`;
  return { x: `${left}%`, width, y: y - HALF, height: 2 * HALF };
}
