/** What a finished run says and shows. */

import { make } from "../shared/dom";
import type { Result } from "../shared/protocol";
import { safe } from "../shared/safe";
import type { Tone } from "./controls";
import { SHOWN, type Stream, TALL } from "./stream";

const STALE = "recorded before your changes: press Run";
/** How tracebacks and warnings name a line. */
const PLACE =
  /File "(?<file>[^"]+)", line (?<line>\d+)|^(?<at>\w+\.py):(?<number>\d+): /;

/** Milliseconds in words: `14 ms`, `4.2 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return "under 1 ms";
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** How a run ended, for the header: a sign, words, and their tone. */
export function outcome(result: Result): [string, string, Tone] {
  const took = duration(result.took);
  const error = result.error ?? "";
  switch (result.ended) {
    case "returned": {
      const { status } = result;
      if (status === 0) return ["✓", `Done in ${took}`, "good"];
      return ["✕", `Ended with status ${status} in ${took}`, "bad"];
    }
    case "raised":
      return ["✕", `${error.split(/[:(\s]/)[0] || "Error"} in ${took}`, "bad"];
    case "deadlock":
      if (result.serves) return ["■", "Serving, but no client connects", "plain"];
      if (result.idles) return ["■", "No task is left, but the loop runs on", "plain"];
      return ["✕", `Deadlock in ${took}`, "bad"];
    case "limit":
      return ["■", `S${error.slice(1)}`, "plain"];
    case "stopped":
      return ["■", `Stopped after ${took}`, "plain"];
    case "refused":
      return ["✕", "Cannot run here", "plain"];
    case "crashed":
      return ["✕", "Python crashed", "bad"];
  }
}

/**
 * Show a finished run.
 *
 * @param result - The run.
 * @param stream - What it printed, as it came.
 * @param outputFirst - Whether the output stands above the picture.
 * @returns What takes the place of `.example-run`, without its stepper.
 */
export function shown(
  result: Result,
  stream: Stream,
  outputFirst: boolean,
): HTMLElement {
  const run = make("div", { class: "example-run" });
  // Without a recording there is nothing but what came.
  const output = result.outputs ? outputs(result, stream) : [stream.element];
  const picture = safe(result.figure);
  const drawn = picture.childElementCount > 0;
  if (!drawn && result.ended === "returned") {
    const words = "No task was recorded, so there is nothing to draw.";
    picture.append(make("p", { class: "example-nothing example-undrawn" }, words));
  }
  run.append(...(outputFirst ? [...output, picture] : [picture, ...output]));
  run.append(safe(result.table));
  return run;
}

function outputs(result: Result, stream: Stream): Node[] {
  const copied = safe(cut(result.outputs));
  for (const row of copied.querySelectorAll(".example-row")) markTrace(row);
  // The header says it, and so do the traceback and the picture.
  if (result.ended !== "deadlock") copied.querySelector(".example-end")?.remove();
  for (const pre of copied.querySelectorAll("pre")) roll(pre);
  const nodes: Node[] = [...copied.childNodes];
  if (!stream.cut) return nodes;
  const first = nodes.findIndex(
    (node) => node instanceof Element && node.classList.contains("example-output"),
  );
  nodes.splice(first + 1, 0, stream.rest);
  return nodes;
}

/** Long output gets a height of its own, so that the picture stays near. */
function roll(pre: HTMLElement): void {
  pre.classList.toggle("long", pre.childElementCount > TALL);
}

/** Leave out all rows but the first of each block; reading 100,000 takes seconds. */
function cut(markup: string): string {
  return markup
    .split("</pre>")
    .map((block) => {
      let end = -1;
      for (let row = 0; row <= SHOWN; row += 1) {
        end = block.indexOf('<span class="example-row', end + 1);
        if (end < 0) return block;
      }
      return block.slice(0, end);
    })
    .join("</pre>");
}

/** Rows of a traceback get an edge, by their indentation and what stands before. */
function markTrace(row: Element): void {
  const text = row.textContent ?? "";
  if (!(row.getAttribute("data-who") ?? "").endsWith("stderr")) return;
  const above = row.previousElementSibling;
  const inside = above?.classList.contains("example-trace") && !above.matches(".last");
  if (!inside && !/^\s*(\+ )?(Exception Group )?Traceback |^ {2}File "/.test(text))
    return;
  row.classList.add("example-trace");
}

/** Let a picture stand back, or come back, as the text of its program has changed. */
export function fade(run: HTMLElement, stale: boolean): void {
  const figure = run.querySelector<HTMLElement>(".tl-figure:has(.tl)");
  run.classList.toggle("stale", stale && figure !== null);
  run.querySelector(".example-stale")?.remove();
  // It answers no press: its lines are not those of the text any more.
  for (const part of figure?.children ?? []) part.toggleAttribute("inert", stale);
  if (stale) figure?.prepend(make("p", { class: "example-stale" }, STALE));
}

/**
 * Make the lines that a traceback names into buttons.
 *
 * @param run - What shows the run.
 * @param files - Names of the program's files.
 * @param reveal - Called with the file and the line of a pressed one.
 */
export function linkLines(
  run: HTMLElement,
  files: string[],
  reveal: (file: string, line: number) => void,
): void {
  for (const row of run.querySelectorAll(".example-row")) {
    const text = row.textContent ?? "";
    const found = PLACE.exec(text)?.groups;
    const file = (found?.file ?? found?.at)?.split("/").at(-1) ?? "";
    if (!found || !files.includes(file)) continue;
    const words = found.line ? `line ${found.line}` : `${found.at}:${found.number}`;
    const line = Number(found.line ?? found.number);
    const start = text.indexOf(words);
    const link = make("button", { type: "button", class: "example-goto" }, words);
    link.addEventListener("click", () => reveal(file, line));
    const rest = text.slice(start + words.length);
    // In one element, as a row is a grid.
    row.replaceChildren(make("span", {}, text.slice(0, start), link, rest));
  }
}

/** Where a traceback ends: file and line of its last place in the program. */
export function lastPlace(text: string, files: string[]): [string, number] | null {
  const places = [...text.matchAll(new RegExp(PLACE, "gm"))]
    .map(({ groups }): [string, number] => [
      groups?.file?.split("/").at(-1) ?? "",
      Number(groups?.line),
    ])
    .filter(([file]) => files.includes(file));
  return places.at(-1) ?? null;
}
