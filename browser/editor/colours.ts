/** Python in the colours of the page: the classes of Pygments, whose style it has. */

import { syntaxHighlighting, syntaxTree } from "@codemirror/language";
import type { EditorState, Range } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { tagHighlighter, tags } from "@lezer/highlight";

const classes = tagHighlighter([
  { tag: tags.keyword, class: "k" },
  { tag: tags.moduleKeyword, class: "kn" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: tags.number, class: "mi" },
  { tag: [tags.string, tags.special(tags.string)], class: "s2" },
  { tag: tags.escape, class: "se" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
]);

/** The names that Pygments calls built in and examples use. */
const BUILT_IN = new Set(
  (
    "abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr " +
    "classmethod compile complex delattr dict dir divmod enumerate eval exec filter " +
    "float format frozenset getattr globals hasattr hash hex id input int isinstance " +
    "issubclass iter len list locals map max memoryview min next object oct open ord " +
    "pow print property range repr reversed round set setattr slice sorted " +
    "staticmethod str sum super tuple type vars zip"
  ).split(" "),
);
const PSEUDO = new Set(["self", "cls", "NotImplemented", "Ellipsis"]);
const EXCEPTION =
  /^([A-Z]\w*(Error|Exception|Warning|ExceptionGroup)|KeyboardInterrupt|SystemExit|GeneratorExit|Stop(Async)?Iteration)$/;
const MAGIC = /^__\w+__$/;

function classOf(node: SyntaxNode, state: EditorState): string {
  const name = state.sliceDoc(node.from, node.to);
  const parent = node.parent;
  if (parent?.name === "ImportStatement") {
    const before = state.sliceDoc(parent.from, node.from);
    return /^from\b.*\bimport\b/s.test(before) ? "" : "nn";
  }
  if (PSEUDO.has(name)) return "bp";
  if (MAGIC.test(name)) return "vm";
  if (BUILT_IN.has(name)) return "nb";
  return EXCEPTION.test(name) ? "ne" : "";
}

/** Colours what only the name tells: the grammar knows no built-in functions. */
class Names {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = this.find(view);
  }

  update(update: ViewUpdate): void {
    const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
    if (update.docChanged || update.viewportChanged || parsed) {
      this.decorations = this.find(update.view);
    }
  }

  private find(view: EditorView): DecorationSet {
    const found: Range<Decoration>[] = [];
    for (const { from, to } of view.visibleRanges) {
      syntaxTree(view.state).iterate({
        from,
        to,
        enter: ({ name, node }) => {
          if (name !== "VariableName") return;
          const chosen = classOf(node, view.state);
          if (chosen) {
            found.push(Decoration.mark({ class: chosen }).range(node.from, node.to));
          }
        },
      });
    }
    return Decoration.set(found);
  }
}

/** The extension. */
export const colours = [
  syntaxHighlighting(classes),
  ViewPlugin.fromClass(Names, { decorations: (plugin) => plugin.decorations }),
];
