// Whether a process of another test's making still runs. It must not signal anything.

import { readFileSync } from 'node:fs';

/** False, too, for one that has ended and was only not collected by its parent yet. */
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
