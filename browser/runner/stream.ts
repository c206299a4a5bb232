/** Output of a running program, line by line, as text. */

import { make } from "../shared/dom";
import { download } from "../shared/download";
import { button, counted } from "../shared/parts";

/** Lines that are shown: more would hold up the page, and nobody reads them. */
export const SHOWN = 500;
/** Lines that are shown at once. */
export const TALL = 24;
/** Characters of one line that are shown. */
const WIDEST = 10_000;
/** Characters that are kept for the download. */
const KEPT = 20_000_000;

/** Shows what a program writes, and keeps it for a download. */
export class Stream {
  readonly element: HTMLElement;
  private readonly lines: HTMLElement;
  private readonly more: HTMLElement;
  private readonly kept: string[] = [];
  private length = 0;
  private count = 0;
  /** The line that has no end yet. */
  private open: HTMLElement | null = null;
  private waiting: [string, string][] = [];
  private frame = 0;

  /** @param name File name of the program, for the download. */
  constructor(name: string) {
    this.lines = make("pre", { tabindex: "0" });
    const highlight = make("div", { class: "highlight" }, this.lines);
    const block = make(
      "div",
      { class: "highlight-text example-output notranslate" },
      highlight,
    );
    const save = button("download", "Download the output", "Download the output");
    save.addEventListener("click", () => download(`${name}.txt`, this.kept.join("")));
    this.more = make(
      "p",
      { class: "example-more", hidden: "" },
      make("span", {}),
      save,
    );
    const label = make("p", { class: "example-label" }, "Output");
    this.element = make("div", { class: "example-stream" }, label, block, this.more);
  }

  /** Whether nothing was written. */
  get empty(): boolean {
    return this.length === 0;
  }

  /** Whether some of it is not shown. */
  get cut(): boolean {
    return !this.more.hidden;
  }

  /** The part of the page that tells of lines that are not shown. */
  get rest(): HTMLElement {
    return this.more;
  }

  /** Add text of a stream, `out` or `err`; it is on the page at the next frame. */
  write(stream: string, text: string): void {
    if (this.length < KEPT) this.kept.push(text);
    this.length += text.length;
    this.waiting.push([stream, text]);
    // A program that writes without end would otherwise change the page all the time.
    this.frame ||= requestAnimationFrame(() => this.flush());
  }

  /** Put all that was written onto the page. */
  flush(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { lines } = this;
    const atEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 20;
    for (const [stream, text] of this.waiting) this.add(stream, text);
    this.waiting = [];
    lines.classList.toggle("long", this.count > TALL);
    if (this.count > SHOWN) this.tellRest();
    // Last, as it makes the browser find the place of every line.
    if (atEnd) lines.scrollTop = lines.scrollHeight;
  }

  private tellRest(): void {
    const said = `… ${counted(this.count - SHOWN, "more line")}`;
    this.more.hidden = false;
    (this.more.firstElementChild as HTMLElement).textContent = said;
  }

  /** Add a line of the page's own. */
  remark(text: string): void {
    this.flush();
    this.lines.append(
      make("span", { class: "example-row example-remark" }, `${text}\n`),
    );
  }

  /** Write into a line; what comes after a carriage return is written over it. */
  private append(line: HTMLElement, text: string): void {
    const parts = text.replace(CODES, "").split(/\r(?!\n)/);
    for (const [number, part] of parts.entries()) {
      const before = line.textContent ?? "";
      const room = WIDEST - (number ? 0 : before.length);
      const more = part.slice(0, Math.max(room, 0));
      if (number) line.textContent = more + before.slice(more.length);
      else line.append(more);
    }
  }

  private add(stream: string, text: string): void {
    let start = 0;
    while (start < text.length) {
      const end = text.indexOf("\n", start) + 1 || text.length;
      const ends = text.endsWith("\n", end);
      if (!this.open) {
        if (this.count >= SHOWN) {
          // The rest is counted, not made.
          this.count += newlines(text, start);
          return;
        }
        this.count += 1;
        this.open = make("span", { class: "example-row" });
        if (stream === "err") this.open.dataset.who = "stderr";
        this.lines.append(this.open);
      }
      this.append(this.open, text.slice(start, end));
      if (ends) this.open = null;
      start = end;
    }
  }
}

/** Codes of a terminal, such as colours: the finished output shows those. */
const CODES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are such characters.
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

function newlines(text: string, start: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", start); at >= 0; at = text.indexOf("\n", at + 1)) {
    count += 1;
  }
  return count;
}
