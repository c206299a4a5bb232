/** The files of a program as tabs, each with its editor. */

import { Editor } from "../editor/editor";
import type { CodeView, LineMark } from "../shared/code";
import { make } from "../shared/dom";
import { FILE_NAME, type SourceFile } from "../shared/program";

interface Tab {
  name: string;
  button: HTMLButtonElement;
  panel: HTMLElement;
  editor: Editor;
}

/** What the tabs tell the playground. */
export interface TabsOptions {
  onChange(): void;
  onRun(): void;
  onLeave(): void;
  /** Something is wrong with a name; the words are for the reader. */
  onComplaint(words: string): void;
}

/** Files in tabs: one is in front. */
export class Tabs implements CodeView {
  readonly element: HTMLElement;
  /** File names of the programs that the last run had, for marks. */
  programs: string[] = [];
  private readonly bar = make("div", { role: "tablist", "aria-label": "Files" });
  private readonly panels = make("div", { class: "playground-editors" });
  private readonly removal = tool("Remove", "Remove this file");
  private tabs: Tab[] = [];
  private front: Tab | undefined;

  constructor(private readonly options: TabsOptions) {
    const add = tool("+", "New file");
    const rename = tool("Rename", "Rename this file");
    add.addEventListener("click", () => this.add());
    rename.addEventListener("click", () => this.rename());
    this.removal.addEventListener("click", () => this.removeFront());
    this.bar.addEventListener("keydown", (event) => this.key(event));
    const row = make("div", { class: "playground-tabs" });
    row.append(this.bar, add, make("span", { class: "gap" }), rename, this.removal);
    this.element = make("div", { class: "playground-files" }, row, this.panels);
  }

  /** The files as they are now; the first is the program. */
  get files(): SourceFile[] {
    return this.tabs.map(({ name, editor }) => ({ name, text: editor.text }));
  }

  /** Replace all files, and bring the first to the front. */
  set files(files: SourceFile[]) {
    for (const tab of this.tabs) this.drop(tab);
    this.tabs = [];
    for (const file of files) this.make(file);
    this.select(this.tabs[0]);
  }

  focus(): void {
    this.front?.editor.focus();
  }

  mark(marks: LineMark[]): void {
    const last = marks.at(-1);
    const wanted = last && this.tabOf(last.program);
    if (wanted) this.select(wanted);
    for (const tab of this.tabs) {
      const own = marks.filter((mark) => this.tabOf(mark.program) === tab);
      tab.editor.mark(own.map((mark) => ({ ...mark, program: 0 })));
    }
    if (last) wanted?.editor.show(last.line);
  }

  quote(program: number, line: number): string {
    return this.tabOf(program)?.editor.quote(0, line) ?? "";
  }

  file(program: number): string {
    return this.programs[program] ?? "";
  }

  /** Bring a line to the front, into sight, and put the cursor there. */
  reveal(file: string, line: number, words: string): void {
    const tab = this.tabs.find(({ name }) => name === file);
    if (!tab) return;
    this.select(tab);
    for (const other of this.tabs) other.editor.mark([]);
    tab.editor.mark([{ program: 0, line, kind: "end", words }]);
    tab.editor.reveal(line);
  }

  private tabOf(program: number): Tab | undefined {
    const name = this.programs[program];
    return this.tabs.find((tab) => tab.name === name);
  }

  private make(file: SourceFile): Tab {
    const attributes = { type: "button", role: "tab" };
    const button = make("button", attributes, file.name);
    const editor = new Editor({
      name: file.name,
      text: file.text,
      first: 1,
      onChange: this.options.onChange,
      onRun: this.options.onRun,
      onLeave: this.options.onLeave,
    });
    const inner = make("div", { class: "highlight" }, editor.element);
    const panel = make("div", { role: "tabpanel", "aria-label": file.name }, inner);
    const tab = { name: file.name, button, panel, editor };
    button.addEventListener("click", () => this.select(tab));
    button.addEventListener("dblclick", () => this.rename());
    this.bar.append(button);
    this.panels.append(panel);
    this.tabs.push(tab);
    return tab;
  }

  private select(tab: Tab | undefined): void {
    this.front = tab;
    for (const one of this.tabs) {
      const chosen = one === tab;
      one.button.setAttribute("aria-selected", String(chosen));
      one.button.tabIndex = chosen ? 0 : -1;
      one.panel.hidden = !chosen;
    }
    this.removal.hidden = this.tabs.length < 2;
  }

  private add(): void {
    const names = new Set(this.tabs.map(({ name }) => name));
    let number = 1;
    while (names.has(`module_${number}.py`)) number += 1;
    this.select(this.make({ name: `module_${number}.py`, text: "" }));
    this.options.onChange();
    this.rename();
  }

  private removeFront(): void {
    if (!this.front || this.tabs.length < 2) return;
    this.drop(this.front);
    this.tabs = this.tabs.filter((tab) => tab !== this.front);
    this.select(this.tabs[0]);
    this.tabs[0]?.button.focus();
    this.options.onChange();
  }

  private drop(tab: Tab): void {
    tab.editor.remove();
    tab.panel.remove();
    tab.button.remove();
  }

  /** Ask for a new name in the place of the tab: Enter takes it, Escape does not. */
  private rename(): void {
    const tab = this.front;
    if (!tab?.button.isConnected) return;
    const field = make("input", { type: "text", "aria-label": "File name" });
    field.value = tab.name;
    field.size = Math.max(tab.name.length, 12);
    tab.button.replaceWith(field);
    field.focus();
    field.setSelectionRange(0, tab.name.length - ".py".length);
    let over = false;
    const end = (take: boolean) => {
      if (over) return;
      over = true;
      const name = field.value.trim();
      field.replaceWith(tab.button);
      tab.button.focus();
      if (!take || name === tab.name) return;
      const taken = this.tabs.some((other) => other.name === name);
      if (!FILE_NAME.test(name)) {
        this.options.onComplaint(
          "A file name may have letters, digits and _, and ends in .py",
        );
      } else if (taken) this.options.onComplaint(`There is already a ${name}.`);
      else this.named(tab, name);
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") end(event.key === "Enter");
    });
    field.addEventListener("blur", () => end(true));
  }

  private named(tab: Tab, name: string): void {
    tab.name = name;
    tab.button.textContent = name;
    tab.panel.setAttribute("aria-label", name);
    tab.editor.name = name;
    this.options.onChange();
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "F2") this.rename();
    if (!step || !this.front) return;
    const { length } = this.tabs;
    const next = this.tabs[(this.tabs.indexOf(this.front) + step + length) % length];
    this.select(next);
    next?.button.focus();
    event.preventDefault();
  }
}

function tool(word: string, name: string): HTMLButtonElement {
  const attributes = { type: "button", class: "playground-tool", "aria-label": name };
  return make("button", attributes, word);
}
