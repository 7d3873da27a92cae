// What the container image runs the program with, read from the Dockerfile.

import { readFileSync } from 'node:fs';

/** What the Dockerfile gives to Node: by its entry point, and by NODE_OPTIONS. */
export function flagsOfTheImage(): string[] {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  const entryPoint = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1];
  const options = /^ENV NODE_OPTIONS=(\S+)$/m.exec(dockerfile)?.[1];
  if (entryPoint === undefined || options === undefined)
    throw new Error('read the flags of the image: the Dockerfile has no ENTRYPOINT [...] or no ENV NODE_OPTIONS=...');
  return [options, ...(JSON.parse(entryPoint) as string[]).filter((word) => word.startsWith('--'))];
}
