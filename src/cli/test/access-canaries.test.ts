// Personal data in the files of accounts and people comes out nowhere: not in the verdicts, not in an explanation, not in a finding.

import { describe, expect, it } from 'vitest';

import { ACCESS_TYPES, folderOf } from '../../../test/support/judgement/access-files.ts';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';

const NOW = '2026-04-01T00:00:00Z';

describe('personal data', () => {
  /** Forty values, in every field of both files. Each differs from all others, and from every word of Docket. */
  const canary = (number: number): string => `zq7x${String(number).padStart(2, '0')}`;
  const CANARIES = Array.from({ length: 40 }, (_, number) => canary(number));
  let next = 0;
  const take = (): string => canary(next++);
  const accounts = [
    'account,email,name,roles,state,kind',
    ...['active', 'inactive', 'pending', 'unknown'].map(
      (state) => `${take()},${take()}@example.com,${take()},${take()};${take()},${state},person`,
    ),
  ];
  const people = [
    'person,email,aliases,roles,state,leftAt',
    ...['active', 'offboarded', 'inactive', 'unknown'].map(
      (state) => `${take()},${take()}@example.com,${take()}@example.com;${take()}@example.com,${take()},${state},`,
    ),
    `leaver,${canary(1)}@example.com,,,offboarded,2026-03-31T00:00:00Z`,
  ];

  it.each([
    ['test', '-o', 'table'],
    ['test', '-o', 'json'],
    ['test', '-o', 'junit', '--verbose'],
    ...ACCESS_TYPES.map((type) => ['explain', `check/${type.toLowerCase()}`, '-f']),
    ['explain', 'check/accessremoved', '-o', 'json', '-f'],
    ['validate', '--verbose'],
  ])('is in no output of docket %s %s %s', async (...command) => {
    expect(next).toBe(40);
    await using folder = await Folder.with(folderOf({ accounts, people }));
    const now = command[0] === 'validate' ? [] : ['--now', NOW];
    const { out, err } = await docket(...command, folder.path, ...now);
    expect(out.length).toBeGreaterThan(0);
    expect(CANARIES.filter((each) => `${out}${err}`.includes(each))).toEqual([]);
  });

  it('is in the files, so that it could be in an output', () => {
    const text = Object.values(folderOf({ accounts, people })).join('\n');
    expect(CANARIES.filter((each) => !text.includes(each))).toEqual([]);
  });
});
