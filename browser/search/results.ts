/** Shows what was found: a section's title, its page, and the line that answers. */

import { make } from "../shared/dom";
import { loadTexts, texts } from "./data";
import { excerpt, marked } from "./excerpt";
import type { Found } from "./finder";

/** How long a reader pauses before texts are loaded, in milliseconds. */
const PAUSE = 150;

/** A link to a section, without the line that answers. */
function link(root: string, { section, terms }: Found): HTMLAnchorElement {
  const title = make("span", { class: "search-title" });
  title.append(...marked(section.title, terms));
  const head = make("span", { class: "search-head" }, title);
  if (section.pageTitle !== section.title) {
    head.append(make("span", { class: "search-page" }, section.pageTitle));
  }
  const line = make("span", { class: "search-line" });
  return make("a", { href: root + section.address }, head, line);
}

/** The links to sections; their lines are loaded for those in sight. */
export class Results {
  readonly links: HTMLAnchorElement[];
  private readonly root: string;
  private readonly timer: number;
  private sight: IntersectionObserver | null = null;

  /**
   * @param root - Address of the site's root.
   * @param found - What to show, the best first.
   */
  constructor(root: string, found: Found[]) {
    this.root = root;
    this.links = found.map((one) => link(root, one));
    const missing = new Map<Element, Found>();
    found.forEach((one, number) => {
      const element = this.links[number];
      if (element && !this.fill(element, one)) missing.set(element, one);
    });
    this.timer = setTimeout(() => this.load(missing), PAUSE);
  }

  /** Load nothing more: others take their place. */
  drop(): void {
    clearTimeout(this.timer);
    this.sight?.disconnect();
  }

  private load(missing: Map<Element, Found>): void {
    this.sight = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const found = missing.get(target);
        if (!isIntersecting || !found) continue;
        this.sight?.unobserve(target);
        // Without network the title alone leads there as well.
        loadTexts(this.root, found.section.file).then(
          () => this.fill(target, found),
          () => {},
        );
      }
    });
    for (const element of missing.keys()) this.sight.observe(element);
  }

  private fill(element: Element, { section, terms }: Found): boolean {
    const lines = texts[section.address];
    if (!lines) return false;
    const text = excerpt(lines, terms);
    element.querySelector(".search-line")?.replaceChildren(...marked(text, terms));
    return true;
  }
}
