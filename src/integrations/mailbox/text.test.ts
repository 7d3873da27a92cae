// The worker that reads mails: what it gives, and that a mail which is too much for it costs its own text and nothing else.

import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { systemClock } from '../../base/clock.ts';
import { MAX_MAIL_BYTES, TIMES } from './limits.ts';
import { TextReader } from './text.ts';

const never = new AbortController().signal;
const lines = (...all: readonly string[]): Buffer => Buffer.from(all.join('\r\n'));
const parts = (count: number): Buffer =>
  lines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Array.from({ length: count }, (_, n) => `--b\r\nContent-Type: text/plain\r\n\r\npart ${n}`),
    '--b--',
  );

describe('the text of a mail', () => {
  it.each([
    { name: 'plain text', raw: lines('Content-Type: text/plain; charset=iso-8859-1', '', 'Gr\xfcn'), want: 'Gr' },
    {
      name: 'HTML alone',
      raw: lines('Content-Type: text/html', '', '<p>Lost <b>laptop</b></p><script>x()</script>'),
      want: 'Lost laptop',
    },
    { name: 'a mail without text', raw: lines('Subject: x', '', ''), want: '' },
    { name: 'bytes that are no mail', raw: Buffer.from([0, 255, 254, 13, 10, 13, 10, 200]), want: '' },
    { name: 'a hundred parts', raw: parts(98), want: 'part 97' },
  ])('of $name', async ({ raw, want }) => {
    await using reader = new TextReader(systemClock);
    const read = await reader.read(raw, never);
    expect(read.kind === 'text' && read.text).toContain(want);
  });

  it('names attachments with their size, and keeps nothing of them', async () => {
    await using reader = new TextReader(systemClock);
    const raw = lines(
      ...['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'see below', '--b'],
      ...[
        'Content-Type: image/png; name=screen.png',
        'Content-Transfer-Encoding: base64',
        'Content-Disposition: attachment',
        '',
      ],
      ...['c2VjcmV0', '--b', 'Content-Type: message/rfc822', '', 'Subject: inner', '', 'inner text', '--b--'],
    );
    const read = await reader.read(raw, never);
    expect(read).toMatchObject({
      kind: 'text',
      attachments: [{ name: 'screen.png', type: 'image/png', bytes: 6 }, { type: 'message/rfc822' }],
    });
    expect(JSON.stringify(read)).not.toMatch(/secret|inner text/);
  });
});

describe('what is too much', () => {
  it.each([
    { name: 'more than 10 MB', raw: Buffer.alloc(MAX_MAIL_BYTES + 1, 'x'), reason: 'TooLarge' },
    { name: 'more than a hundred parts', raw: parts(150), reason: 'TooManyParts' },
    { name: 'a head of megabytes', raw: lines(`X: ${'x'.repeat(2_000_000)}`, '', 'text'), reason: 'Unreadable' },
  ])('$name costs the text', async ({ raw, reason }) => {
    await using reader = new TextReader(systemClock);
    expect(await reader.read(raw, never)).toEqual({ kind: 'none', reason });
    expect(await reader.read(lines('', 'the next one'), never)).toMatchObject({ kind: 'text' });
  });

  it('10 MB in lines, in one line, in nested parts: each is read or refused within its time', async () => {
    await using reader = new TextReader(systemClock);
    const nested = Array.from(
      { length: 90 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );
    const hostile = [
      Buffer.alloc(MAX_MAIL_BYTES, 'x\r\n'),
      Buffer.concat([lines('Content-Type: text/html', '', ''), Buffer.alloc(MAX_MAIL_BYTES - 100, '<div>')]),
      lines(...nested),
      lines(`Subject: ${'=?utf-8?q?x?= '.repeat(20_000)}`, '', 'text'),
      lines(`To: ${'a@b.example,'.repeat(20_000)}`, '', 'text'),
    ];
    for (const raw of hostile) {
      const started = performance.now();
      await reader.read(raw, never);
      expect(performance.now() - started).toBeLessThan(TIMES.text + 2_000);
    }
    expect(await reader.read(lines('', 'the next one'), never)).toMatchObject({ kind: 'text' });
  }, 60_000);

  it('ends a thread that does not answer in time, and reads the next mail with another one', async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-mail-'));
    const program = path.join(folder.path, 'stalls.mjs');
    // Stalls on the first byte S, as a parser may that loops; answers everything else.
    const answer = `{ kind: 'text', text: 'read', attachments: [] }`;
    await writeFile(
      program,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', (raw) => { while (raw[0] === 83); parentPort.postMessage(${answer}); });`,
    );
    const clock = new FakeClock('2026-03-02T10:00:00Z');
    await using reader = new TextReader(clock, pathToFileURL(program));
    const stalled = reader.read(lines('S'), never);
    await clock.advance(TIMES.text);
    expect(await stalled).toEqual({ kind: 'none', reason: 'TooSlow' });
    expect(await reader.read(lines('a'), never)).toEqual({ kind: 'text', text: 'read', attachments: [] });
  });

  it('ends at once when it is aborted', async () => {
    await using reader = new TextReader(systemClock);
    const stopping = new AbortController();
    const reading = reader.read(Buffer.alloc(MAX_MAIL_BYTES, 'x\r\n'), stopping.signal);
    stopping.abort(new Error('stopped by the test'));
    await expect(reading).rejects.toThrow('stopped by the test');
  });
});
