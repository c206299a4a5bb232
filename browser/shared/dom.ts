/** Makes elements. Texts are always set as texts: nothing here reads markup. */

type Attributes = Record<string, string | number>;

const SVG = "http://www.w3.org/2000/svg";

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  inner: (Node | string)[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  element.append(...inner);
  return element;
}

/** An HTML element with attributes and what is in it. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...inner: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, inner);
}

/** An SVG element with attributes and what is in it. */
export function draw<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...inner: (Node | string)[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, inner);
}
