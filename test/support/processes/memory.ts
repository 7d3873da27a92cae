// How much memory a process has resident while something is done to it, as Linux counts it. In bytes.

import { readFileSync } from 'node:fs';

const EVERY_MS = 20;

export interface WatchedMemory {
  stop(): { readonly before: number; readonly peak: number };
}

export function watchMemory(pid: number): WatchedMemory {
  const before = rssOf(pid);
  let peak = before;
  const watching = setInterval(() => void (peak = Math.max(peak, rssOf(pid))), EVERY_MS);
  return {
    stop() {
      clearInterval(watching);
      return { before, peak };
    },
  };
}

function rssOf(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}
