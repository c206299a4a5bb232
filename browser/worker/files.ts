/** The files of the runtime: fetched side by side, counted, and checked. */

/** Size and SHA-256 of each file, by its path beside the scripts. */
export type Manifest = Record<string, { bytes: number; sha256: string }>;

/** A file did not arrive as it was sent. */
export class Broken extends Error {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file} ${reason}`);
  }
}

// Kept, as the worker takes its own one away before a program runs.
const fetch = self.fetch.bind(self);

/** One file on its way. */
export interface Arrival {
  /** The browser's own response, so that it can compile as it loads, and cache that. */
  response: Promise<Response>;
  /** The checked content. */
  bytes: Promise<ArrayBuffer>;
}

/** Names a size as a reader knows it. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/**
 * Fetches a file and checks it.
 *
 * @param url - Where it is.
 * @param known - Its size and digest.
 * @param afresh - Do not take it from the browser's cache.
 * @param count - Called with the number of bytes of each part that arrives.
 */
export function get(
  url: string,
  known: Manifest[string],
  afresh: boolean,
  count: (bytes: number) => void,
): Arrival {
  const file = url.slice(url.lastIndexOf("/") + 1);
  const both = ask(url, file, afresh).then((response) => [response.clone(), response]);
  const response = both.then(([, own]) => own as Response);
  const bytes = both
    .then(([copy]) => read(copy as Response, file, known.bytes, count))
    .then((content) => check(content, file, known.sha256));
  // Whoever waits for one of the two is told; the other one shall not complain.
  response.catch(() => {});
  bytes.catch(() => {});
  return { response, bytes };
}

async function ask(url: string, file: string, afresh: boolean): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { cache: afresh ? "reload" : "default" });
  } catch {
    throw new Broken(file, "could not be fetched: is there a connection?");
  }
  if (!response.ok) throw new Broken(file, `is not there (${response.status})`);
  return response;
}

async function read(
  response: Response,
  file: string,
  size: number,
  count: (bytes: number) => void,
): Promise<ArrayBuffer> {
  const content = new Uint8Array(size);
  let filled = 0;
  const broken = () =>
    new Broken(
      file,
      `arrived incomplete (${megabytes(filled)} of ${megabytes(size)} MB)`,
    );
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      if (filled + part.value.length > size) throw broken();
      content.set(part.value, filled);
      filled += part.value.length;
      count(part.value.length);
    }
  } catch {
    throw broken();
  }
  if (filled !== size) throw broken();
  return content.buffer;
}

async function check(
  content: ArrayBuffer,
  file: string,
  sha256: string,
): Promise<ArrayBuffer> {
  // Browsers have no `subtle` on a page that came without encryption.
  if (!crypto.subtle) return content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const text = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (text !== sha256) throw new Broken(file, "arrived with different content");
  return content;
}
