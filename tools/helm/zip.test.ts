// Extracting one file from a zip archive, compressed or stored, and which archives are rejected.

import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unzipEntry } from './zip.ts';

interface Packed {
  readonly name: string;
  readonly method: number;
  readonly content: Buffer;
}

/** An archive with these entries: local headers and contents, then the directory, then its end. */
function archiveOf(entries: readonly Packed[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, method, content } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    offset += local.length + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

const ARCHIVE = archiveOf([
  { name: 'helm/', method: 0, content: Buffer.alloc(0) },
  { name: 'helm/helm', method: 8, content: deflateRawSync('the binary') },
  { name: 'helm/README', method: 0, content: Buffer.from('plain') },
  { name: 'helm/odd', method: 12, content: Buffer.from('bzip2') },
]);

describe('unzipEntry', () => {
  it.each([
    { name: 'helm/helm', want: 'the binary' },
    { name: 'helm/README', want: 'plain' },
  ])('takes out $name', ({ name, want }) => {
    expect(unzipEntry(ARCHIVE, name).toString()).toBe(want);
  });

  it.each([
    { archive: ARCHIVE, name: 'kubectl/kubectl', want: 'the archive has no kubectl/kubectl' },
    { archive: ARCHIVE, name: 'helm/odd', want: 'compression method 12 is not known' },
    { archive: Buffer.from('no archive'), name: 'helm/helm', want: 'this is no zip archive' },
  ])('refuses: $want', ({ archive, name, want }) => {
    expect(() => unzipEntry(archive, name)).toThrow(want);
  });
});
