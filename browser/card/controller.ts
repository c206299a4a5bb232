/** One card at work: runs, edits and shares its program. */

import type { Editor } from "../editor/editor";
import { Controls } from "../runner/controls";
import { fade } from "../runner/result";
import { type RunHost, run, stop } from "../runner/run";
import { fetchFiles } from "../runner/source";
import type { CodeView } from "../shared/code";
import { make } from "../shared/dom";
import { download } from "../shared/download";
import { action, message } from "../shared/messages";
import { button } from "../shared/parts";
import type { Program, SourceFile } from "../shared/program";
import { share } from "../sharing/share";
import type { Switch } from "./code";
import type { Buttons } from "./header";

/** Does what the buttons of a card say. */
export class CardController implements RunHost {
  readonly controls: Controls;
  readonly outputFirst = true;
  shown: HTMLElement;
  private readonly recorded: HTMLElement;
  private readonly block: HTMLElement | null;
  private readonly page: CodeView;
  private readonly reset = button("reset", "Reset", "Reset to the recorded program");
  private files: SourceFile[] | null = null;
  private editor: Editor | null = null;
  private frame: HTMLElement | null = null;
  private said: HTMLElement | null = null;
  /** The text that the picture on the page is of. */
  private drawn: string | null = null;

  constructor(
    readonly element: HTMLElement,
    readonly code: Switch,
    private readonly buttons: Buttons,
  ) {
    const { header, status } = buttons;
    // A card without Run still says "Copied".
    const pressed = buttons.run ?? button("run", "Run", "Run");
    this.controls = new Controls(header, pressed, status);
    this.page = code.view;
    this.block = element.querySelector<HTMLElement>(".highlight-python");
    this.recorded = element.querySelector(".example-run") ?? make("div");
    this.shown = this.recorded;
    this.reset.addEventListener("click", () => this.restore());
    buttons.download.addEventListener("click", (event) => {
      if (!this.edited) return;
      event.preventDefault();
      this.download();
    });
  }

  async run(): Promise<void> {
    if (this.controls.busy) stop();
    else await run(this);
  }

  async program(): Promise<Program> {
    const files = await this.current();
    this.drawn = files[0]?.text ?? null;
    return { files, packages: this.element.dataset.packages?.split(" ") ?? [] };
  }

  /** Turn the block into an editor, or go to the editor. */
  async edit(): Promise<void> {
    if (!this.frame?.isConnected) await this.open();
    this.editor?.focus();
  }

  async share(): Promise<void> {
    const { share: pressed } = this.buttons;
    const address = this.element.dataset.playground;
    if (!pressed || !address) return;
    await share({
      files: await this.current(),
      playground: new URL(address, document.baseURI),
      button: pressed,
      announce: (words) => this.controls.announce(words),
      tell: (said) => this.tell(said),
      download: () => this.download(),
    });
  }

  download(): void {
    const own = this.files?.[0];
    if (own) download(own.name, this.text(own));
    else this.buttons.download.click();
  }

  tell(said: HTMLElement | null): void {
    this.said?.remove();
    this.said = said;
    if (said) this.shown.before(said);
  }

  reveal(file: string, line: number, words: string): void {
    if (file !== this.files?.[0]?.name) return;
    this.code.mark([{ program: 0, line, kind: "end", words }]);
    if (this.editor && this.frame?.isConnected) this.editor.reveal(line);
    else {
      const shown = this.element.querySelector(`.example-line[data-line="${line}"]`);
      shown?.scrollIntoView({ block: "center" });
    }
  }

  compare(): HTMLElement | null {
    this.fade();
    if (shownText(this.shown) === shownText(this.recorded)) {
      this.controls.add("the same as recorded");
      return null;
    }
    const words: (Node | string)[] = [
      this.shown.querySelector(".tl") ? "This is the picture of " : "This is ",
      make("strong", {}, "your run"),
      this.edited ? ", with your changes." : ".",
    ];
    const back = action("Show the recorded run", () => this.showRecorded());
    return message("plain", words, back);
  }

  private get edited(): boolean {
    const own = this.files?.[0];
    return own !== undefined && this.text(own) !== own.text;
  }

  private async current(): Promise<SourceFile[]> {
    this.files ??= await fetchFiles(this.element.dataset.files?.split(" ") ?? []);
    const [own, ...others] = this.files;
    return own ? [{ name: own.name, text: this.text(own) }, ...others] : [];
  }

  /** The program's own file as it is now: its hidden head, and what the editor has. */
  private text(own: SourceFile): string {
    return this.editor ? this.head(own) + this.editor.text : own.text;
  }

  private get first(): number {
    const line = this.block?.querySelector<HTMLElement>(".example-line");
    return Number(line?.dataset.line ?? 1);
  }

  private head(own: SourceFile): string {
    const lines = own.text.split("\n").slice(0, this.first - 1);
    return lines.map((line) => `${line}\n`).join("");
  }

  private async open(): Promise<void> {
    await this.current();
    const own = this.files?.[0];
    if (!own || !this.block) return;
    const { Editor } = await import("../editor/editor");
    if (!this.editor) {
      this.drawn ??= own.text;
      this.editor = new Editor({
        name: own.name,
        text: own.text.slice(this.head(own).length),
        first: this.first,
        onChange: () => this.fade(),
        onRun: () => void run(this),
        onLeave: () => this.buttons.edit?.focus(),
      });
      const inner = make("div", { class: "highlight" }, this.editor.element);
      const classes = "highlight-python notranslate example-editor";
      this.frame = make("div", { class: classes }, inner);
    }
    const { editor, frame } = this;
    this.block.hidden = true;
    this.block.after(frame ?? "");
    this.buttons.edit?.after(this.reset);
    this.code.use({
      mark: (marks) => editor.mark(this.stale ? [] : marks),
      quote: (program, line) => (this.stale ? "" : editor.quote(program, line)),
      file: (program) => this.page.file(program),
    });
  }

  private get stale(): boolean {
    const own = this.files?.[0];
    return own !== undefined && this.drawn !== null && this.text(own) !== this.drawn;
  }

  /** Say what the text and the picture have to do with each other. */
  private fade(): void {
    this.element.classList.toggle("edited", this.edited);
    fade(this.shown, this.stale);
    if (this.stale) this.code.mark([]);
  }

  private restore(): void {
    const own = this.files?.[0];
    if (own && this.editor && this.edited) {
      this.editor.text = own.text.slice(this.head(own).length);
    }
    this.showRecorded();
    this.code.use(this.page);
    this.frame?.remove();
    if (this.block) this.block.hidden = false;
    this.buttons.edit?.focus();
    this.reset.remove();
  }

  private showRecorded(): void {
    stop();
    this.tell(null);
    this.code.mark([]);
    if (this.shown !== this.recorded) this.shown.replaceWith(this.recorded);
    this.shown = this.recorded;
    this.drawn = this.files?.[0]?.text ?? null;
    this.fade();
    this.controls.idle();
    this.buttons.run?.focus();
  }
}

/** What a run shows to those who read it, to see whether two are the same. */
function shownText(run: HTMLElement): string {
  const rows = run.querySelector(".example-output pre")?.textContent ?? "";
  return `${rows}\n${run.querySelector(".tl-table")?.textContent ?? ""}`;
}
