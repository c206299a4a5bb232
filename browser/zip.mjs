// Writes archives whose bytes depend on nothing but what is in them.

import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** The date that every entry has: the first that the format knows, 1980-01-01. */
const DATE = 0x21;

/**
 * Makes a zip archive.
 *
 * @param {Map<string, Uint8Array>} files - Content by path.
 * @returns {Buffer} The archive, entries sorted by path.
 */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(0x800, 2); // names are UTF-8
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, place, name]),
    );
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, index, Buffer.from("PK\x05\x06"), end]);
}

/**
 * Reads a zip archive.
 *
 * @param {Buffer} archive - One without 64-bit extensions.
 * @returns {Map<string, Buffer>} Content by path, without the folders.
 */
export function unzip(archive) {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06"));
  const files = new Map();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((of) =>
      archive.readUInt16LE(at + of),
    );
    const local = archive.readUInt32LE(at + 42);
    const path = archive.toString("utf8", at + 46, at + 46 + name);
    const lengths = archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(local + 30 + lengths, local + 30 + lengths + size);
    if (!path.endsWith("/")) files.set(path, method ? inflateRawSync(packed) : packed);
    at += 46 + name + extra + comment;
  }
  return files;
}
