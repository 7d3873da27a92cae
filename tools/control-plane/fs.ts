// File functions for several parts of the control plane. It must not know about Kubernetes.

import { access, constants, readFile } from 'node:fs/promises';

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** For `.catch`: turns "no such file" into null and throws everything else again. */
export function nullIfMissing(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The last lines of a text file, for error messages; says so when there is nothing. */
export async function tail(path: string, lines: number): Promise<string> {
  const text = await readFile(path, 'utf8').catch(nullIfMissing);
  if (text === null || text.trim() === '') return '(empty)';
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
