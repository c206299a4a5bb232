/** The editor that takes the place of a block of code: CodeMirror, dressed as the page. */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentUnit } from "@codemirror/language";
import {
  Compartment,
  EditorState,
  Prec,
  type Range,
  RangeSet,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutterLineClass,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { StyleModule } from "style-mod";
import type { CodeView, LineMark } from "../shared/code";
import { colours } from "./colours";

export interface EditorOptions {
  /** File name, for the accessible name. */
  name: string;
  text: string;
  /** Number of the first line in its file. */
  first: number;
  /** Called after each change of the text. */
  onChange(): void;
  /** Ctrl+Enter or Cmd+Enter. */
  onRun(): void;
  /** Escape: gives the focus to something else. */
  onLeave(): void;
}

/** Longer texts have no colours: to parse them would keep the page busy. Characters. */
const COLOURED = 200_000;
const language = new Compartment();

function coloured(length: number) {
  return length > COLOURED ? [] : [python(), colours];
}

const setMarks = StateEffect.define<LineMark[]>();

/** One editor. Line numbers are those of the file, in and out. */
export class Editor implements CodeView {
  readonly element: HTMLElement;
  private readonly view: EditorView;
  private readonly first: number;
  private readonly label = new Compartment();
  private called: string;

  constructor(options: EditorOptions) {
    adoptStyles();
    this.first = options.first;
    this.called = options.name;
    this.view = new EditorView({
      state: EditorState.create({
        doc: options.text,
        extensions: [
          extensions(options, this.first),
          this.label.of(labelled(this.called)),
        ],
      }),
    });
    this.element = this.view.dom;
  }

  /** File name, for the accessible name. */
  set name(name: string) {
    this.called = name;
    this.view.dispatch({ effects: this.label.reconfigure(labelled(name)) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Replace the whole text; the reader can undo it. */
  set text(text: string) {
    const { length } = this.view.state.doc;
    this.view.dispatch({ changes: { from: 0, to: length, insert: text } });
  }

  focus(): void {
    this.view.focus();
  }

  /** Mark lines; what was marked before is not any more. */
  mark(marks: LineMark[]): void {
    const own = marks.filter((mark) => mark.program === 0 && this.has(mark.line));
    this.view.dispatch({
      effects: setMarks.of(
        own.map((mark) => ({ ...mark, line: mark.line - this.first + 1 })),
      ),
    });
  }

  /** The text of a line, without its indentation. */
  quote(program: number, line: number): string {
    if (program !== 0 || !this.has(line)) return "";
    return this.view.state.doc.line(line - this.first + 1).text.trim();
  }

  file(program: number): string {
    return program === 0 ? this.called : "";
  }

  /** Scroll the editor, but not the page, until a line is in its sight. */
  show(line: number): void {
    const { view } = this;
    // Later, as one that was hidden does not know yet how high its lines are.
    view.requestMeasure({
      key: this,
      read: () => {
        if (!this.has(line)) return null;
        const { from } = view.state.doc.line(line - this.first + 1);
        const { top, bottom } = view.lineBlockAt(from);
        const { scrollTop, clientHeight } = view.scrollDOM;
        const seen = top >= scrollTop && bottom <= scrollTop + clientHeight;
        return seen ? null : Math.max(0, top - clientHeight / 2);
      },
      write: (place) => {
        if (place !== null) view.scrollDOM.scrollTop = place;
      },
    });
  }

  /** Put the cursor onto a line, and the line into sight. */
  reveal(line: number): void {
    if (!this.has(line)) return;
    const { from } = this.view.state.doc.line(line - this.first + 1);
    this.view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    this.view.focus();
  }

  remove(): void {
    this.view.destroy();
  }

  private has(line: number): boolean {
    const own = line - this.first + 1;
    return own >= 1 && own <= this.view.state.doc.lines;
  }
}

function extensions(options: EditorOptions, first: number) {
  const leave = () => {
    options.onLeave();
    return true;
  };
  const run = () => {
    options.onRun();
    return true;
  };
  return [
    // Tab is not bound: it moves on, as everywhere on the page.
    Prec.highest(
      keymap.of([
        { key: "Escape", run: leave },
        { key: "Mod-Enter", run },
        { key: "Ctrl-Enter", run },
      ]),
    ),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    history(),
    lineNumbers({ formatNumber: (line) => String(line + first - 1) }),
    bracketMatching(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    language.of(coloured(options.text.length)),
    EditorState.transactionExtender.of(({ startState, newDoc, docChanged }) => {
      const [before, after] = [startState.doc.length, newDoc.length];
      if (!docChanged || before > COLOURED === after > COLOURED) return null;
      return { effects: language.reconfigure(coloured(after)) };
    }),
    marked,
    dress,
    EditorView.domEventHandlers({ beforeinput: replaceSelection }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange();
    }),
  ];
}

/**
 * Type over a selection without the browser's help, which would write the style of what
 * was there into an attribute, and the page's policy allows none.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection;
  if (event.inputType !== "insertText" || event.data === null) return false;
  if (main.empty || view.composing) return false;
  view.dispatch(view.state.replaceSelection(event.data), {
    userEvent: "input.type",
    scrollIntoView: true,
  });
  event.preventDefault();
  return true;
}

function labelled(name: string) {
  const label = `${name}, editor. Ctrl+Enter runs it, Escape leaves it.`;
  // The index says what is true anyway: the keyboard gets here, and scrolls.
  return EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
}

class Marker extends GutterMarker {
  override elementClass = "marked";
}
const marker = new Marker();

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    let changed = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const sorted = [...effect.value].sort((a, b) => a.line - b.line);
      changed = Decoration.set(
        sorted.map((mark) =>
          Decoration.line({
            class: mark.kind === "resume" ? "step-resume" : "step-end",
            attributes: { "data-words": mark.words },
          }).range(transaction.state.doc.line(mark.line).from),
        ),
      );
    }
    return changed;
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    gutterLineClass.from(field, (set) => {
      const numbers: Range<GutterMarker>[] = [];
      set.between(0, Number.POSITIVE_INFINITY, (from, _, { spec }) => {
        if (spec.class === "step-end") numbers.push(marker.range(from));
      });
      return RangeSet.of(numbers);
    }),
  ],
});

const dress = EditorView.theme({
  "&": { fontSize: "13px", color: "var(--color-code-foreground)" },
  // Above the gutter, which is above an outline.
  "&.cm-focused": { outline: "0" },
  "&.cm-focused::after": {
    border: "2px solid var(--color-brand-content)",
    content: '""',
    inset: "0",
    pointerEvents: "none",
    position: "absolute",
    zIndex: "300",
  },
  ".cm-scroller": { fontFamily: "var(--font-stack--monospace)", lineHeight: "1.5" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--color-foreground-primary)" },
  ".cm-line": { padding: "0 var(--side, 14px) 0 0", position: "relative" },
  ".cm-gutters": {
    background: "var(--color-background-primary)",
    border: "0",
    color: "var(--color-foreground-secondary)",
    fontSize: "12px",
  },
  ".cm-lineNumbers .cm-gutterElement": {
    boxSizing: "border-box",
    lineHeight: "19.5px",
    minWidth: "var(--gutter, 56px)",
    padding: "0 12px 0 0",
  },
  // The words and the number of a marked line, as in the page's own blocks.
  ".cm-line.step-end::before": { content: "none" },
  ".cm-line[data-words]::after": {
    background: "var(--color-background-primary)",
    color: "var(--color-foreground-secondary)",
    content: "attr(data-words)",
    font: "12px / 19.5px var(--font-stack)",
    padding: "0 14px",
    position: "absolute",
    right: "0",
    top: "0",
    userSelect: "none",
  },
  ".cm-line.step-end[data-words]::after": { background: "var(--tl-line-now)" },
  ".cm-gutterElement.marked": {
    background: "var(--tl-line-now)",
    boxShadow: "inset 3px 0 var(--tl-line-edge)",
    fontWeight: "600",
  },
  ".cm-line.step-end": { boxShadow: "none" },
  "& .cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    background: "none",
    outline: "1px solid var(--color-foreground-muted)",
  },
  "& .cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": {
    background: "none",
    outline: "1px solid var(--tl-error)",
  },
});

/**
 * Let CodeMirror's styles into a page whose policy allows no `<style>` element.
 *
 * style-mod constructs a style sheet, which the policy allows, only for shadow roots; for
 * a document it writes an element. The set that it makes for a shadow root serves the
 * document too, once it is found there.
 */
function adoptStyles(): void {
  if (document.adoptedStyleSheets.length) return;
  const root = document.createElement("div").attachShadow({ mode: "open" });
  StyleModule.mount(root, []);
  for (const key of Object.getOwnPropertySymbols(root)) {
    Reflect.set(document, key, Reflect.get(root, key));
  }
}
