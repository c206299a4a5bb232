/** Tracebacks in a text, and the frame of each that is the reader's own code. */

import { type Frame, frameAt, isLast, isOwn } from "./frames";
import type { Line } from "./text";

const HEADER = /\(most recent call last\):?(?: ─+╮?)?$/;
// pytest marks the message at most so many lines above the place.
const ABOVE = 30;

/** A traceback: its lines in the text, and what it names. */
export interface Traceback {
  start: number;
  /** Index of the line with the exception. */
  end: number;
  /** The innermost frame of the reader's own code. */
  own: Frame | null;
  /** Whether it has Python's own line above it. */
  headed: boolean;
}

/**
 * Find all tracebacks.
 *
 * @param lines - The lines of the text.
 * @returns Them in the order of the text.
 */
export function tracebacks(lines: Line[]): Traceback[] {
  const found: Traceback[] = [];
  let open: Traceback | null = null;
  let indent = 0;
  let frames = 0;
  let pointed = ""; // The line that pytest points out.
  const close = (end: number) => {
    if (open && frames) found.push({ ...open, end });
    open = null;
    frames = 0;
  };
  lines.forEach((line, index) => {
    const code = /^>\s+(\S.*)/.exec(line.text)?.[1];
    if (code !== undefined) pointed = code;
    const frame = frameAt(lines, index, pointed);
    if (HEADER.test(line.words)) {
      close(index - 1);
      open = { start: index, end: index, own: null, headed: true };
    } else if (frame) {
      if (!open) open = { start: index, end: index, own: null, headed: false };
      if (!frames) indent = line.indent;
      frames++;
      if (isOwn(frame.path)) open.own = frame;
      pointed = "";
      const marked = isLast(line) ? markedBefore(lines, index) : index;
      if (marked < index) {
        // pytest names the last place after the message.
        open.start = marked;
        close(index);
      }
    } else if (open && frames && line.words && isException(line, indent)) {
      close(index);
    }
  });
  close(lines.length - 1);
  return found;
}

/** The line with pytest's mark that a place below it belongs to, or the place. */
function markedBefore(lines: Line[], index: number): number {
  for (let above = index - 1; above > Math.max(0, index - ABOVE); above--) {
    if (lines[above]?.marked) return above;
  }
  return index;
}

/** Whether a line ends a traceback: it is less deep than the frames, or marked. */
function isException(line: Line, indent: number): boolean {
  if (line.marked) return /^[\w.]+(?::|$)/.test(line.words);
  return (
    line.indent < Math.max(indent, 1) && /^(?:\w+\.)*[A-Z]\w*(?::|$)/.test(line.words)
  );
}
