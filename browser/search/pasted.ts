/** Finds the entries of pasted messages: loaded when a question looks like one. */

import { load } from "../paste/messages";
import { recognise } from "../paste/recognise";

/**
 * The addresses of the messages in a text, from the site's root, causes first.
 *
 * @param root - Address of the site's root.
 * @param text - What was pasted.
 */
export async function recognised(root: string, text: string): Promise<string[]> {
  const address = new URL(`${root}_static/messages.json`, document.baseURI);
  const messages = await load(address);
  const home = new URL(root, document.baseURI).href;
  return recognise(messages, text).found.map(({ message }) =>
    new URL(message.href, address).href.slice(home.length),
  );
}
