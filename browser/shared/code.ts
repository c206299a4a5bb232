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
