// What 5,000 people with an account in three systems each take of the operator's memory, in processes that run as in the image. What a
// change of one person costs is counted in src/judgement/access-cost.test.ts.

import { execFile } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { flagsOfTheImage } from '../../../bench/support/image.ts';
import { median } from '../../../bench/support/statistics.ts';
import { bundleInto } from '../../../tools/build/bundle.ts';

const run = promisify(execFile);
const PEOPLE = 5_000;
const ROUNDS = 3;

describe('the accounts of 5,000 people in three systems', () => {
  it('take 15 MB of resident memory at most', async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-accounts-'));
    const { outfile } = await bundleInto(folder.path, 'access-rss', 'bench/support/access-rss.main.ts');
    const command = [...flagsOfTheImage(), '--expose-gc', outfile];
    const megabytesFor = async (people: number): Promise<number> => {
      const megabytes: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const { stdout } = await run(process.execPath, [...command, String(people)]);
        megabytes.push(Number(stdout));
      }
      return median(megabytes);
    };
    // The slope, as for incidents (bench/memory.ts): what any process takes for its code and for new objects does not count.
    const each = ((await megabytesFor(3 * PEOPLE)) - (await megabytesFor(PEOPLE))) / 2;
    expect(each).toBeLessThanOrEqual(15);
    expect(each).toBeGreaterThan(5);
  });
});
