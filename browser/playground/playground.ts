/** The playground: a program of the reader's own, and what its tasks do. */

import { Controls } from "../runner/controls";
import { fade } from "../runner/result";
import { type RunHost, run, stop } from "../runner/run";
import { fetchFiles } from "../runner/source";
import { make } from "../shared/dom";
import { downloadProgram } from "../shared/download";
import { action, message } from "../shared/messages";
import { button } from "../shared/parts";
import type { Program, SourceFile } from "../shared/program";
import type { Result } from "../shared/protocol";
import { BadLink, isProgram, unpack } from "../sharing/link";
import { share } from "../sharing/share";
import { Tabs } from "./tabs";

/** Version of the Python that the site brings. */
declare const PYTHON: string;

/** An example of the site, as the page's markup names it. */
interface Example {
  title: string;
  chapter: string;
  /** Addresses, the program's own first. */
  files: string[];
  packages: string[];
}

const OWN = "Your own program";
const START: SourceFile = {
  name: "main.py",
  text: `import asyncio


async def say(name, delay):
    await asyncio.sleep(delay)
    print(name)


async def main():
    await asyncio.gather(
        say("one", 1),
        say("two", 2),
    )


if __name__ == "__main__":
    asyncio.run(main())
`,
};
const EMPTY = "Press Run to see what the tasks of this program do.";
const FROM_LINK = "This program came from a link. Read it before you press Run.";

class Playground implements RunHost {
  readonly element: HTMLElement;
  readonly controls: Controls;
  readonly code: Tabs;
  readonly outputFirst = false;
  shown: HTMLElement = make("div", { class: "example-run" });
  private readonly examples: Example[];
  private readonly select: HTMLSelectElement;
  private readonly run = button("run", "Run", "Run this program");
  private readonly share = button("share", "Share", "Share a link to this program");
  private readonly messages = make("div", { class: "playground-messages" });
  private readonly about = make("div", { class: "playground-messages" });
  private chosen = "";
  private packages: string[] = [];
  /** The files as they were loaded. */
  private loaded: SourceFile[] = [];

  constructor(element: HTMLElement) {
    this.element = element;
    this.examples = JSON.parse(element.dataset.programs ?? "[]");
    this.select = this.choices();
    const status = make("span", { class: "example-status" });
    const reset = button("reset", "Reset", "Reset to the loaded program");
    const save = button("download", "Download", "Download this program");
    this.run.classList.add("main");
    const version = make("span", { class: "playground-version" });
    version.append(`CPython ${PYTHON} in your browser`);
    const tools = make("div", { class: "playground-tools" }, this.select);
    tools.append(this.run, reset, save, this.share, status, version);
    this.code = new Tabs({
      onChange: () => this.changed(),
      onRun: () => void run(this),
      onLeave: () => this.run.focus(),
      onComplaint: (words) => this.say(message("care", [words])),
    });
    this.controls = new Controls(tools, this.run, status);
    this.run.addEventListener("click", () => {
      if (this.controls.busy) stop();
      else void run(this);
    });
    reset.addEventListener("click", () => this.ask(() => this.load(this.loaded)));
    save.addEventListener("click", () => this.download());
    this.share.addEventListener("click", () => void this.link());
    const left = make("div", { class: "example playground-code" }, this.code.element);
    const title = make("div", { class: "playground-title" }, "Timeline");
    const right = make("div", { class: "example playground-shown" }, title);
    right.append(this.about, this.shown);
    const columns = make("div", { class: "playground-columns" }, left, right);
    element.replaceChildren(tools, this.messages, columns);
    element.classList.add("ready");
    this.empty();
    window.addEventListener("hashchange", () => this.ask(() => this.open()));
  }

  /** Start with the program of the address, or with a first example. */
  async open(): Promise<void> {
    const fragment = location.hash.slice(1);
    if (!this.loaded.length) this.begin("", [START], []);
    if (isProgram(fragment)) {
      try {
        this.begin("", await unpack(fragment), []);
        this.say(message("plain", [FROM_LINK]));
        return;
      } catch (error) {
        if (!(error instanceof BadLink)) throw error;
        this.say(message("bad", [error.message]));
      }
    } else if (fragment && !document.getElementById(fragment)) {
      this.say(message("bad", ["This link does not contain a program."]));
    }
  }

  async program(): Promise<Program> {
    return { files: this.code.files, packages: this.packages };
  }

  show(shown: HTMLElement): void {
    this.shown.replaceWith(shown);
    this.shown = shown;
  }

  tell(said: HTMLElement | null): void {
    this.about.replaceChildren(said ?? "");
    // What was said of the program before it ran is read by now.
    if (!said) this.messages.replaceChildren();
  }

  reveal(file: string, line: number, words: string): void {
    this.code.reveal(file, line, words);
  }

  download(): void {
    void downloadProgram(this.code.files);
  }

  compare(program: Program, result: Result): HTMLElement | null {
    const own = program.files.map(({ name }) => name);
    this.code.programs = result.programs.length ? result.programs : own;
    return null;
  }

  private choices(): HTMLSelectElement {
    const select = make("select", { "aria-label": "Program to start from" });
    select.append(make("option", { value: "" }, OWN));
    const groups = new Map<string, HTMLElement>();
    this.examples.forEach(({ title, chapter }, number) => {
      let group = groups.get(chapter);
      if (!group) {
        group = make("optgroup", { label: chapter });
        groups.set(chapter, group);
        select.append(group);
      }
      // An option has no letters of another kind for code.
      group.append(make("option", { value: number }, title.replaceAll("`", "")));
    });
    select.addEventListener("change", () => {
      const { value } = select;
      select.value = this.chosen; // until it is there
      this.ask(() => this.choose(value));
    });
    return select;
  }

  private async choose(value: string): Promise<void> {
    const example = this.examples[Number(value)];
    if (!value || !example) {
      this.begin("", [START], []);
      return;
    }
    try {
      this.begin(value, await fetchFiles(example.files), example.packages);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.say(message("bad", [`The example could not be loaded: ${words}.`]));
    }
  }

  private begin(value: string, files: SourceFile[], packages: string[]): void {
    this.chosen = this.select.value = value;
    this.packages = packages;
    this.load(files);
  }

  private load(given: SourceFile[]): void {
    stop();
    // As the editor has them: other line ends would count as a change.
    const files = given.map((file) => ({
      ...file,
      text: file.text.replace(/\r\n?/g, "\n"),
    }));
    this.loaded = files;
    this.messages.replaceChildren();
    this.code.programs = files.map(({ name }) => name);
    this.code.files = files;
    this.controls.idle();
    this.empty();
  }

  private empty(): void {
    const words = make("p", { class: "example-nothing" }, EMPTY);
    this.tell(null);
    this.show(make("div", { class: "example-run" }, words));
  }

  private get dirty(): boolean {
    return JSON.stringify(this.code.files) !== JSON.stringify(this.loaded);
  }

  /** Do something that replaces the program; changes are asked for first. */
  private ask(act: () => void): void {
    if (!this.dirty) {
      act();
      return;
    }
    const discard = action("Discard", () => {
      this.code.files = this.loaded;
      act();
      this.select.focus();
    });
    const keep = action("Keep", () => {
      this.messages.replaceChildren();
      this.code.focus();
    });
    this.say(message("care", ["Discard your changes?"], discard, keep));
    discard.focus();
  }

  private changed(): void {
    if (!this.shown.classList.contains("stale")) fade(this.shown, true);
  }

  private say(said: HTMLElement): void {
    this.messages.replaceChildren(said);
    this.controls.announce(said.textContent ?? "");
  }

  private async link(): Promise<void> {
    await share({
      files: this.code.files,
      playground: new URL(location.pathname, location.href),
      button: this.share,
      announce: (words) => this.controls.announce(words),
      tell: (said) => (said ? this.say(said) : this.messages.replaceChildren()),
      download: () => this.download(),
    });
  }
}

for (const element of document.querySelectorAll<HTMLElement>(".playground")) {
  void new Playground(element).open();
}
