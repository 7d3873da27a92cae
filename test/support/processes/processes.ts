// Whether a process that another test started still runs. It must not send signals.

import { readFileSync } from 'node:fs';

/** Also false for a zombie: a process that has ended but was not reaped by its parent yet. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

// The state follows the name, which is in parentheses and may hold any character: proc_pid_stat(5).
function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('Z');
  } catch {
    return true;
  }
}
