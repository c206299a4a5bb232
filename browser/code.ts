/** Marks on the lines of code that a step runs. */

/** What one step does at one line. */
export interface LineMark {
  /** Index of the program, 0 for the card's own. */
  program: number;
  /** Number of the line in its file. */
  line: number;
  /** Whether the step resumes at it, ends at it, or both. */
  kind: "end" | "resume" | "both";
  /** The same for a reader, such as `waits here`. */
  words: string;
}

/** Code that is shown somewhere: in a card, or in an editor. */
export interface CodeView {
  /** Mark these lines, and no others. */
  mark(marks: LineMark[]): void;
  /** The text of a line, or nothing if the code is not here. */
  quote(program: number, line: number): string;
  /** File name of a program. */
  file(program: number): string;
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
