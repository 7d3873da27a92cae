// A lock between processes of one machine (or of containers that share a folder): one file, taken over when its
// holder has died. It must not protect what a second holder could damage: after a takeover from a process that was
// only suspended there are briefly two, so the work under the lock publishes by atomic renames.

import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, nullIfMissing } from './fs.ts';

export interface LockOptions {
  /** Called once when another process holds the lock, then every `noteEveryMs` while it still does. */
  readonly onWait?: (holder: LockHolder, waitedMs: number) => void;
  readonly noteEveryMs?: number;
  readonly pollMs?: number;
  /** A holder refreshes its file five times in this span; one that has not is dead, whatever its pid says. */
  readonly staleAfterMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

export interface LockHolder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/** Runs `work` while holding the lock file at `path`; the file is gone afterwards, however `work` ended. */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { staleAfterMs = 60_000 } = options;
  const self: LockHolder = { id: randomUUID(), pid: process.pid, host: hostname() };
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, self, { noteEveryMs: 20_000, pollMs: 500, ...options, staleAfterMs });
  const heartbeat = setInterval(() => void refresh(path), staleAfterMs / 5);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readHolder(path))?.id === self.id) await rm(path, { force: true });
  }
}

type AcquireOptions = LockOptions & Required<Pick<LockOptions, 'noteEveryMs' | 'pollMs' | 'staleAfterMs'>>;

async function acquire(path: string, self: LockHolder, options: AcquireOptions): Promise<void> {
  const started = performance.now();
  let nextNoteMs = 0;
  while (!(await tryCreate(path, self))) {
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (await isDead(path, holder, options.staleAfterMs)) {
      await takeOver(path, self, options.staleAfterMs);
      continue;
    }
    const waitedMs = performance.now() - started;
    if (waitedMs >= nextNoteMs) {
      options.onWait?.(holder, waitedMs);
      nextNoteMs = waitedMs + options.noteEveryMs;
    }
    await sleep(options.pollMs, undefined, options.signal && { signal: options.signal });
  }
}

// A link appears whole or not at all, so nobody reads a lock file that is still empty.
async function tryCreate(path: string, self: LockHolder): Promise<boolean> {
  const draft = `${path}.${self.id}`;
  await writeFile(draft, JSON.stringify(self));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  const text = await readFile(path, 'utf8').catch(nullIfMissing);
  if (text === null) return undefined;
  const holder: unknown = parseJson(text);
  return isHolder(holder) ? holder : { id: text, pid: 0, host: '' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== 'object' || value === null) return false;
  const { id, pid, host } = value as Partial<Record<keyof LockHolder, unknown>>;
  return typeof id === 'string' && typeof pid === 'number' && typeof host === 'string';
}

async function isDead(path: string, holder: LockHolder, staleAfterMs: number): Promise<boolean> {
  if (holder.host === hostname() && !isAlive(holder.pid)) return true;
  const age = await stat(path).catch(nullIfMissing);
  return age !== null && Date.now() - age.mtimeMs > staleAfterMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

// Only the process that holds the guard removes a dead holder's file, and it checks again first: of two waiters that found the holder
// dead, the slower one must not remove the lock that the faster one has taken since.
async function takeOver(path: string, self: LockHolder, staleAfterMs: number): Promise<void> {
  const guard = `${path}.takeover`;
  if (await tryCreate(guard, self)) {
    try {
      await removeIfDead(path, staleAfterMs);
    } finally {
      await rm(guard, { force: true });
    }
  } else {
    await removeIfDead(guard, staleAfterMs);
  }
}

async function removeIfDead(path: string, staleAfterMs: number): Promise<void> {
  const holder = await readHolder(path);
  if (holder !== undefined && (await isDead(path, holder, staleAfterMs))) await rm(path, { force: true });
}

// A heartbeat that fails costs the lock, at worst, never the work.
async function refresh(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
