/**
 * A program as the fragment of a link: JSON, deflated, in base64url. A fragment is
 * never sent to a server.
 */

import { FILE_NAME, type SourceFile } from "../shared/program";

/** Links above this many characters get cut by some programs that carry them. */
export const LONGEST = 8_000;
/** Characters of source that a link may unpack to: what the worker takes, and no bomb. */
const UNPACKED = 1_500_000;
const MOST_FILES = 20;
const VERSION = 1;

/** A link that cannot be read; the message is a sentence for the reader. */
export class BadLink extends Error {}

/** Pack a program into a fragment, without the `#`. */
export async function pack(files: SourceFile[]): Promise<string> {
  const text = JSON.stringify({ v: VERSION, files });
  const packed = new Blob([text])
    .stream()
    .pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const encoded = btoa(binary).replaceAll("+", "-").replaceAll("/", "_");
  return `program=${encoded.replace(/=+$/, "")}`;
}

/** Whether a fragment, without the `#`, means to be a program. */
export function isProgram(fragment: string): boolean {
  return fragment.startsWith("program=");
}

/**
 * Read a program from a fragment that `pack` made.
 *
 * @throws BadLink if it was cut or changed, is too large, or is no program.
 */
export async function unpack(fragment: string): Promise<SourceFile[]> {
  const encoded = fragment.slice("program=".length);
  let text: string;
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    text = await inflate(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
  } catch (error) {
    if (error instanceof BadLink) throw error;
    throw new BadLink(
      "This link was cut off or changed on its way. Ask for a new one.",
    );
  }
  return programOf(text);
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"));
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > UNPACKED) {
      await reader.cancel();
      throw new BadLink("This link is too large to be a program.");
    }
  }
}

function programOf(text: string): SourceFile[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new BadLink("This link does not contain a program.");
  }
  const { v: version, files } = Object(read) as { v?: unknown; files?: unknown };
  if (typeof version === "number" && version !== VERSION) {
    throw new BadLink("This link is from another version of this site.");
  }
  const good =
    Array.isArray(files) &&
    files.length > 0 &&
    files.length <= MOST_FILES &&
    files.every(isFile) &&
    new Set(files.map((file) => file.name)).size === files.length;
  if (!good) throw new BadLink("This link does not contain a program.");
  return files.map(({ name, text }) => ({ name, text }));
}

function isFile(file: unknown): file is SourceFile {
  const { name, text } = Object(file) as { name?: unknown; text?: unknown };
  return typeof name === "string" && FILE_NAME.test(name) && typeof text === "string";
}
