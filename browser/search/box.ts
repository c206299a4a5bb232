/** The search: a dialog on each page, and the same on a page of its own. */

import { make } from "../shared/dom";
import { getFinder, getPasted } from "./data";
import type { Found } from "./finder";
import { Results } from "./results";

const MANY = 12;
const HINT = "Type words, a name such as wait_for, or paste an error message.";
const LIST = "search-list";
// A question in words is shorter than a traceback, and names no class of errors.
const LONG = 100;
const CLASS = /\b\w+(Error|Exception|Warning|Interrupt|Group)\b.*:/;

/** A field, what it finds, and what is said of it. */
class Box {
  readonly field: HTMLInputElement;
  readonly status = make("p", { class: "search-status", role: "status" }, HINT);
  readonly list = make("div", { id: LIST, role: "listbox", "aria-label": "Sections" });
  private readonly root: string;
  private results: Results | null = null;
  private active = -1;
  private asked = "";
  /** What was pasted last, with its lines, which the field does not keep. */
  private pasted = "";

  constructor(root: string) {
    this.root = root;
    this.field = make("input", {
      type: "search",
      class: "search-field",
      role: "combobox",
      "aria-label": "Search",
      "aria-autocomplete": "list",
      "aria-controls": LIST,
      "aria-expanded": "false",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      placeholder: "Search",
    });
    this.field.addEventListener("input", () => void this.search());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("paste", ({ clipboardData }) => {
      this.pasted = clipboardData?.getData("text") ?? "";
    });
  }

  private get options(): HTMLAnchorElement[] {
    return this.results?.links ?? [];
  }

  ask(question: string): void {
    this.field.value = question;
    void this.search();
  }

  /** Find what the field asks for. */
  private async search(): Promise<void> {
    const question = this.field.value.trim();
    this.asked = question;
    if (!question) return this.show([], HINT);
    try {
      const finder = await getFinder(this.root);
      if (question !== this.asked) return; // The reader has typed on.
      const words = finder.find(question, !/\s$/.test(this.field.value));
      const message = this.message(question);
      const first = message ? await getPasted(this.root, message) : [];
      if (question !== this.asked) return;
      const found = finder.before(first, words);
      if (found.length) return this.show(found, counted(found.length));
      const nearest = finder.nearest(question);
      const said = `Nothing found for \u201c${short(question)}\u201d.`;
      this.show(nearest, nearest.length ? `${said} The nearest sections:` : said);
    } catch {
      this.show(
        [],
        "The search could not be loaded. Check the network, and type again.",
      );
    }
  }

  /** The text of a message, if the question looks like one. */
  private message(question: string): string {
    const flat = (text: string) => text.replace(/\s+/g, "");
    const own = this.pasted && flat(question).includes(flat(this.pasted));
    if (own) return this.pasted;
    return question.length > LONG || CLASS.test(question) ? question : "";
  }

  private show(found: Found[], said: string): void {
    this.results?.drop();
    this.results = new Results(this.root, found.slice(0, MANY));
    this.options.forEach((option, number) => {
      option.id = `search-${number}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("pointermove", () => this.choose(number));
    });
    this.list.replaceChildren(...this.options);
    this.list.scrollTop = 0;
    this.status.textContent = said;
    this.field.setAttribute("aria-expanded", String(this.options.length > 0));
    this.choose(this.options.length ? 0 : -1);
  }

  private choose(number: number): void {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const option = this.options[number];
    if (option) {
      option.setAttribute("aria-selected", "true");
      this.field.setAttribute("aria-activedescendant", option.id);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private key(event: KeyboardEvent): void {
    const many = this.options.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !many) return;
    if (step) {
      event.preventDefault();
      this.choose((this.active + step + many) % many);
      this.options[this.active]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.options[this.active]?.click();
    }
  }
}

function counted(many: number): string {
  if (many === 1) return "1 section found.";
  return many > MANY
    ? `The best ${MANY} of ${many} sections.`
    : `${many} sections found.`;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}\u2026` : text;
}

let dialog: HTMLDialogElement | null = null;
let box: Box | null = null;

/** Opens the dialog, with a question in its field. */
export function open(root: string, question: string): void {
  if (!dialog || !box) {
    box = new Box(root);
    const close = make("button", { type: "button", class: "search-close" }, "Close");
    const head = make("div", { class: "search-top" }, box.field, close);
    dialog = make("dialog", { class: "search", "aria-label": "Search" });
    dialog.append(head, box.status, box.list);
    const made = dialog;
    close.addEventListener("click", () => made.close());
    made.addEventListener("click", (event) => {
      // Beside the dialog, or on a link: one to this page does not load another.
      const link = event.target instanceof Element && event.target.closest("a");
      if (event.target === made || (link && !event.ctrlKey && !event.metaKey)) {
        made.close();
      }
    });
    document.body.append(dialog);
  }
  if (dialog.open) {
    // Typed on beside it, while it was being loaded.
    if (question) box.ask(box.field.value + question);
    return;
  }
  dialog.showModal();
  if (question) box.ask(question);
  else box.field.select();
  box.field.focus();
}

/** Shows the search in a place of a page. */
export function show(root: string, place: HTMLElement, question: string): void {
  const here = new Box(root);
  place.classList.add("search", "search-here");
  place.replaceChildren(here.field, here.status, here.list);
  here.ask(question);
}
