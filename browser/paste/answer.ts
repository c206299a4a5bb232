/** Shows which messages a pasted text has, and where each is explained. */

import { make } from "../shared/dom";
import { type Frame, fileName } from "./frames";
import { load, type Message } from "./messages";
import { type Recognised, recognise } from "./recognise";

const SHOWN = 90; // Letters of a part that varies.
const ELLIPSIS = "…";

/** Shorten a long part in its middle. */
function short(text: string): string {
  if (text.length <= SHOWN) return text;
  const half = SHOWN / 2;
  return `${text.slice(0, half)}${ELLIPSIS}${text.slice(-half)}`;
}

/** Put a place in a program into words. */
function place({ path, line, call, code }: Frame): HTMLElement {
  const where = `Line ${line} of ${fileName(path)}`;
  const inside = call && !/^<(?!lambda)/.test(call) ? `, in ${call}` : "";
  const said = make("p", { class: "paste-place" }, `${where}${inside}`);
  if (code) said.append(": ", make("code", {}, short(code)));
  return said;
}

/** One message, as it is in the text. */
function item(one: Recognised, address: URL): HTMLElement {
  const { message, parts, cls, frame, times } = one;
  const link = make("a", { href: new URL(message.href, address).href });
  if (cls) link.append(make("span", { class: "paste-class" }, `${cls}: `));
  for (const { text, varies } of parts) {
    link.append(varies ? make("mark", {}, short(text)) : text);
  }
  const found = make("li", {}, link);
  if (times > 1) found.append(make("span", { class: "paste-times" }, `${times} times`));
  if (frame) found.append(place(frame));
  if (message.why) found.append(make("p", {}, message.why));
  return found;
}

/** One message that is not in the text. */
function similar(message: Message, address: URL): HTMLElement {
  const words = message.template.replace(/\{[^}]*\}/g, ELLIPSIS);
  const link = make("a", { href: new URL(message.href, address).href }, words);
  return make("li", {}, link);
}

/** What is said of the list. */
function summary(found: Recognised[], near: Message[]): string {
  if (found.length === 1) return "This message is in the text:";
  if (found.length) return `${found.length} messages are in the text, causes first:`;
  const none = "No message that this site explains is in the text.";
  return near.length ? `${none} The most similar ones are:` : none;
}

/**
 * Show what is recognised in a text.
 *
 * @param address - Where the messages are.
 * @param area - Has the text.
 * @param status - Says what was found, to screen readers too.
 * @param results - The list of it.
 */
export async function show(
  address: URL,
  area: HTMLTextAreaElement,
  status: HTMLElement,
  results: HTMLElement,
): Promise<void> {
  const messages = await load(address);
  if (!area.value.trim()) return; // cleared meanwhile
  const { found, nearest } = recognise(messages, area.value);
  const items = found.length
    ? found.map((one) => item(one, address))
    : nearest.map((message) => similar(message, address));
  results.replaceChildren(...items);
  results.hidden = items.length === 0;
  status.textContent = summary(found, nearest);
}
