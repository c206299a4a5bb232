/** The messages of the error index, as the build writes them. */

/** One entry. */
export interface Message {
  name: string;
  /** Address of the entry, from the file of all messages. */
  href: string;
  /** Title of its page. */
  page: string;
  /** The message; `{word}` is a part that varies. */
  template: string;
  /** The same in other words. */
  also: string[];
  /** Classes of exceptions and warnings that were recorded with it. */
  classes: string[];
  /** Whether it is the consequence of another message. */
  follows: boolean;
  /** Phrases by which readers look for it. */
  asked: string[];
  /** What was recorded, on any Python. */
  texts: string[];
  /** Why it happens. */
  why: string;
}

let loaded: Promise<Message[]> | undefined;

/**
 * Load all messages, once.
 *
 * @param address - Of the file that the build writes.
 */
export function load(address: URL): Promise<Message[]> {
  loaded ??= fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.json();
  });
  loaded.catch(() => {
    loaded = undefined; // the next question tries again
  });
  return loaded;
}
