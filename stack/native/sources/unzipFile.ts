import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * One file out of a zip archive; Loki is released as a zip of one file, and `unzip` is not installed on
 * bare machines. No zip64 and no encryption. The archive's own checksum was verified before.
 */
export function unzipFile(archive: Buffer, isWanted: (name: string) => boolean): Buffer {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) {
    end--;
  }
  if (end < 0) {
    throw new Error('this is no zip archive');
  }
  let entry = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(entry) !== DIRECTORY_ENTRY) {
      throw new Error('the directory of the zip archive is broken');
    }
    const method = archive.readUInt16LE(entry + 10);
    const size = archive.readUInt32LE(entry + 20);
    const nameLength = archive.readUInt16LE(entry + 28);
    const name = archive.toString('utf8', entry + 46, entry + 46 + nameLength);
    if (isWanted(name)) {
      const header = archive.readUInt32LE(entry + 42);
      // The local header repeats name and extra field, with lengths of its own.
      const data = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const bytes = archive.subarray(data, data + size);
      if (method === STORED) {
        return Buffer.from(bytes);
      }
      if (method === DEFLATED) {
        return inflateRawSync(bytes);
      }
      throw new Error(`${name} is compressed in a way that is not known here (${method})`);
    }
    entry += 46 + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  throw new Error('the file is not in the zip archive');
}
