// Two builders and one lock: whoever holds it works alone, and a holder that died does not block the next one.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock, type LockHolder } from './lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-lock-'));
  path = join(folder, 'cache', 'binaries.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// Runs `count` builders at once and reports the most that were ever at work together.
async function race(count: number): Promise<{ finished: number; together: number }> {
  let now = 0;
  let together = 0;
  const build = async (): Promise<void> => {
    now += 1;
    together = Math.max(together, now);
    await sleep(5);
    now -= 1;
  };
  const done = await Promise.all(Array.from({ length: count }, () => withLock(path, build, { pollMs: 1 })));
  return { finished: done.length, together };
}

async function plant(holder: Partial<LockHolder>, ageMs = 0): Promise<void> {
  await withLock(path, async () => undefined);
  await writeFile(path, JSON.stringify({ id: 'planted', pid: process.pid, host: hostname(), ...holder }));
  const at = new Date(Date.now() - ageMs);
  await utimes(path, at, at);
}

async function pidOfTheDead(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('withLock', () => {
  it('lets one builder work at a time, and every one in its turn', async () => {
    expect(await race(8)).toEqual({ finished: 8, together: 1 });
  });

  it('takes over from a dead process, even when many find it dead at once', async () => {
    await plant({ pid: await pidOfTheDead() });
    expect(await race(8)).toEqual({ finished: 8, together: 1 });
  });

  it.each([
    { name: 'a host that has gone quiet', because: 'its pid says nothing here', holder: { host: 'elsewhere' } },
    { name: 'a pid that another process has now', because: 'a holder refreshes its file', holder: {} },
    { name: 'a file that is no lock', because: 'nobody would ever refresh it', holder: { id: undefined, host: '?' } },
  ])('takes over from $name: $because', async ({ holder }) => {
    await plant(holder as Partial<LockHolder>, 120_000);
    expect(await withLock(path, async () => 'built')).toBe('built');
  });

  it('waits for a holder that is alive, and says so', async () => {
    await plant({ host: 'elsewhere', pid: 4711 });
    const notes: number[] = [];
    const onWait = ({ pid }: LockHolder): number => notes.push(pid);
    const waiting = withLock(path, async () => readFile(path, 'utf8'), { onWait, pollMs: 1 });
    while (notes.length === 0) await sleep(1);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ id: 'planted' });
    await rm(path);
    expect(JSON.parse(await waiting)).toMatchObject({ pid: process.pid });
    expect(notes).toEqual([4711]);
  });

  it('gives up waiting when told to', async () => {
    await plant({ host: 'elsewhere' });
    await expect(withLock(path, async () => 'built', { signal: AbortSignal.timeout(20) })).rejects.toThrow(/abort/i);
  });

  it('refreshes its claim for as long as it works', async () => {
    const refreshed = async (): Promise<boolean> => {
      const { mtimeMs } = await stat(path);
      while ((await stat(path)).mtimeMs === mtimeMs) await sleep(5);
      return true;
    };
    expect(await withLock(path, refreshed, { staleAfterMs: 50 })).toBe(true);
  });

  it('leaves nothing behind, also when the work fails', async () => {
    const failing = withLock(path, async () => {
      throw new Error('the compiler is gone');
    });
    await expect(failing).rejects.toThrow('the compiler is gone');
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });
});
