/**
 * Copies markup that came from the worker, where a program of anybody ran, by a list
 * of what may pass: the elements and attributes that the picture, the table and the
 * output are made of. Everything else is left out, and its text is kept.
 */

const ELEMENTS = new Set(
  (
    "a b code details div em li p pre section span strong summary table tbody td th " +
    "thead tr ul wbr svg g circle line path polygon polyline rect text title tspan"
  ).split(" "),
);
/** Left out with all that is in them: their text is no text. */
const DROPPED = new Set([
  "script",
  "style",
  "template",
  "iframe",
  "object",
  "noscript",
]);
const ATTRIBUTES = new Set(
  (
    "role tabindex scope colspan rowspan hidden lang open " +
    "x y x1 x2 y1 y2 cx cy r rx ry d width height points transform viewbox " +
    "preserveaspectratio dx dy text-anchor dominant-baseline"
  ).split(" "),
);
/** Of the picture, the table and the output: a program cannot dress as the page. */
const CLASS = /^(tl|highlight|example-(output|row|label|nothing|end|trace))(-[\w-]+)?$/;
/** Links stay inside the page. */
const ADDRESS = /^#[\w-]*$/;

/**
 * Copy markup into nodes of this page.
 *
 * @param markup HTML, with SVG in it.
 * @returns A fragment that holds nothing but what the list lets through.
 */
export function safe(markup: string): DocumentFragment {
  // A document of its own: nothing in it loads or runs.
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const copied = document.createDocumentFragment();
  copyInto(copied, parsed.body);
  return copied;
}

function copyInto(target: Node, source: Node): void {
  for (const node of source.childNodes) {
    if (node instanceof Text) target.appendChild(document.createTextNode(node.data));
    else if (isElement(node)) copyElement(target, node);
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

function copyElement(target: Node, source: Element): void {
  const name = source.localName.toLowerCase();
  if (DROPPED.has(name)) return;
  if (!ELEMENTS.has(name)) {
    copyInto(target, source);
    return;
  }
  const copy = document.createElementNS(source.namespaceURI, source.localName);
  for (const { name: key, value } of source.attributes) {
    if (key === "class") copy.setAttribute(key, classesOf(value));
    else if (allowed(key.toLowerCase(), value)) copy.setAttribute(key, value);
  }
  copyInto(copy, source);
  target.appendChild(copy);
}

function classesOf(value: string): string {
  return value
    .split(/\s+/)
    .filter((name) => CLASS.test(name) || name === "notranslate")
    .join(" ");
}

function allowed(name: string, value: string): boolean {
  if (name === "href") return ADDRESS.test(value);
  return ATTRIBUTES.has(name) || /^(data|aria)-[a-z-]+$/.test(name);
}
