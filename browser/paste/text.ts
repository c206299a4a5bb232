/** A pasted text, without what terminals, loggers and mail put around its lines. */

// Colours, links and titles of terminals.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with Escape.
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\))/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal never shows.
const UNSEEN = /[\u200b-\u200d\u2060\ufeff\x00-\x08\x0b-\x1f]/g;
// Where a collector of logs puts a time, a host or a container before each line.
const STAMP =
  /^(?:\w{3} [ \d]\d \d\d:\d\d:\d\d \S{1,80} \S{1,80}: |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?(?: std(?:out|err) [FP]| \S{1,60}\[[\w.-]{1,60}\]:)? |[\w.-]{1,60} {0,20}\| )/;
// The bars of exception groups and of rich's boxes, and pytest's "E".
const BAR =
  /^\s{0,40}(?:(?:\||│)(?=\s)|\+(?:-\+)?-{5,}(?: \S{1,9} -{5,})?(?=\s|$)|\+ (?=Exc))/;
// A mail that quotes a text has this before nearly every line.
const QUOTE = /^ {0,3}> ?/;
const PYTEST = /^E {2,8}(?=\S)/;
// A line that begins something, so that it does not go on with the line before it.
const BEGINS =
  /^\s{0,20}(?:Traceback \(|File "|(?:[\w.]{1,80}\.)?[A-Z]\w{1,60}(?:Error|Exception|Warning|Group|Interrupt)\b|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|\[?\d{2,4}[-:]\d\d)/;

/** One line of the text. */
export interface Line {
  /** What is in it. */
  text: string;
  /** What is in it without its first blanks. */
  words: string;
  /** Its first blanks. */
  indent: number;
  /** Whether it has pytest's mark of an error. */
  marked: boolean;
  /** Whether it may go on with what the line before began. */
  continues: boolean;
  /** Where it begins in `Pasted.flat`. */
  start: number;
}

/** A pasted text. */
export interface Pasted {
  lines: Line[];
  /** All lines in one: whatever blanks and ends of lines there are is one blank. */
  flat: string;
  /** The same in small letters, of the same length. */
  small: string;
}

const BLANK = { text: "", words: "", indent: 0, marked: false, continues: false };

/** Small letters, unless that changes the length. */
export function small(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length
    ? lower
    : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Take the marks off one line. */
function clean(raw: string): Omit<Line, "start"> {
  let text = raw.replace(STAMP, "");
  const stamped = text !== raw;
  for (let depth = 0; depth < 8; depth++) {
    const bar = BAR.exec(text);
    if (!bar) break;
    text = text.slice(bar[0].length);
  }
  const begins = stamped || BEGINS.test(text);
  const marked = PYTEST.test(text);
  text = text
    .replace(PYTEST, "")
    .replace(/[│|]\s*$/, "")
    .trimEnd();
  const words = text.trimStart();
  const indent = text.length - words.length;
  return { text, words, indent, marked, continues: !begins && words !== "" };
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'" };

/** What is meant by an entity of HTML. */
function decoded(entity: string): string {
  return ENTITIES[entity.slice(1, -1)] ?? "&";
}

/** Take out what only a terminal or a word processor puts into a text. */
function plain(given: string): string {
  // Looking for one letter costs a long log less than looking for a pattern.
  let text = given;
  if (text.includes("\x1b")) text = text.replace(ESCAPES, "");
  if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
  if (text.includes("&")) text = text.replace(/&(?:lt|gt|quot|amp|#39);/g, decoded);
  // A traceback in a log of JSON; elsewhere it may be a folder of Windows.
  if (text.includes("call last):\\n")) {
    text = text.replace(/\\n/g, "\n").replaceAll('\\"', '"');
  }
  return text
    .replace(UNSEEN, "")
    .replaceAll("\u00a0", " ")
    .replaceAll("‘", "'")
    .replaceAll("’", "'")
    .replaceAll("“", '"')
    .replaceAll("”", '"');
}

/**
 * Read a pasted text.
 *
 * @param given - All of it.
 */
export function read(given: string): Pasted {
  const text = plain(given);
  const all = text.split("\n");
  const quoted = all.filter((line) => QUOTE.test(line)).length > 0.6 * all.length;
  const lines: Line[] = [];
  const pieces: string[] = [];
  let start = 0;
  for (const raw of all) {
    if (raw.trim() === "") {
      if (lines.at(-1)?.words) lines.push({ ...BLANK, start }); // One says it all.
      continue;
    }
    const line = clean(quoted ? raw.replace(QUOTE, "") : raw);
    const piece = line.words.replace(/\s+/g, " ");
    lines.push({ ...line, start });
    if (piece) {
      pieces.push(piece);
      start += piece.length + 1;
    }
  }
  const flat = pieces.join(" ");
  return { lines, flat, small: small(flat) };
}

/**
 * Find the line that a place of `flat` is in.
 *
 * @param lines - The lines.
 * @param place - Where, in `flat`.
 * @returns Its index.
 */
export function lineAt(lines: Line[], place: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
