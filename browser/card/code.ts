/** The code of a card: the block of the page, or the editor in its place. */

import type { CodeView, LineMark } from "../shared/code";

/** The code of a card, which is the page's block or the editor in its place. */
export class Switch implements CodeView {
  constructor(public view: CodeView) {}

  /** Mark and quote lines there from now on. */
  use(view: CodeView): void {
    this.view.mark([]);
    this.view = view;
  }

  mark(marks: LineMark[]): void {
    this.view.mark(marks);
  }

  quote(program: number, line: number): string {
    return this.view.quote(program, line);
  }

  file(program: number): string {
    return this.view.file(program);
  }
}

/**
 * The code of a card as the page has it.
 *
 * @param card - The card; its `data-files` names the files of all programs.
 */
export function codeOf(card: HTMLElement): CodeView {
  const lines = new Map<number, HTMLElement>();
  for (const line of card.querySelectorAll<HTMLElement>(".example-line")) {
    lines.set(Number(line.dataset.line), line);
  }
  const files = card.dataset.files?.split(" ") ?? [];
  let marked: HTMLElement[] = [];
  return {
    mark(marks) {
      for (const line of marked) {
        line.classList.remove("step-end", "step-resume");
        delete line.dataset.words;
      }
      marked = [];
      for (const { program, line, kind, words } of marks) {
        const found = program ? undefined : lines.get(line);
        if (found) {
          found.classList.add(kind === "resume" ? "step-resume" : "step-end");
          found.dataset.words = words;
          marked.push(found);
        }
      }
    },
    quote(program, line) {
      return program ? "" : (lines.get(line)?.textContent?.trim() ?? "");
    },
    file(program) {
      return files[program]?.split("/").at(-1) ?? "";
    },
  };
}
