/** An archive of a few files, stored as they are. */

import type { SourceFile } from "./protocol";

/** 1 January 1980, the first day that the format knows: no time is told. */
const DAY = 0x21;

/** Pack files into a zip archive. */
export function zip(files: SourceFile[]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const entries: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const content = new TextEncoder().encode(file.text);
    // Version 2.0, names in UTF-8, stored, date, checksum, sizes, length of the name.
    const fields: [number, number][] = [
      [20, 2],
      [0x800, 2],
      [0, 2],
      [0, 2],
      [DAY, 2],
      [checksum(content), 4],
      [content.length, 4],
      [content.length, 4],
      [name.length, 2],
      [0, 2],
    ];
    const local = record([[0x04034b50, 4], ...fields]);
    const rest: [number, number][] = [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ];
    entries.push(record([[0x02014b50, 4], [20, 2], ...fields, ...rest]), name);
    parts.push(local, name, content);
    offset += local.length + name.length + content.length;
  }
  const size = entries.reduce((sum, entry) => sum + entry.length, 0);
  const end = record([
    [0x06054b50, 4],
    [0, 4],
    [files.length, 2],
    [files.length, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  ]);
  return new Blob([...parts, ...entries, end], { type: "application/zip" });
}

/** Numbers of two or four bytes, the lowest first. */
function record(fields: [number, number][]): Uint8Array<ArrayBuffer> {
  const bytes = fields.flatMap(([value, size]) =>
    Array.from({ length: size }, (_, place) => (value >>> (8 * place)) & 255),
  );
  return Uint8Array.from(bytes);
}

/** CRC-32, as the format asks for. */
function checksum(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
