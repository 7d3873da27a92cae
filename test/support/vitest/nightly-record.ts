// What a nightly run has passed so far, in the cache of the project, for one state of its files: a run that was interrupted goes on there
// (DOCKET_RESUME=1). Another commit or another change begins anew. It must not decide what runs.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/docket/nightly');

/** One file of one project of vitest: `rights-everywhere test/e2e/slice.test.ts`, and how long it took. */
type Passed = Readonly<Record<string, number>>;

export interface NightlyRecord {
  /** Where a run may leave what it collects. */
  readonly folder: string;
  passed(): Passed;
  /** The paths of the files of a project that passed. */
  passedIn(project: string): string[];
  add(project: string, file: string, seconds: number): void;
}

export function nightlyRecord(): NightlyRecord {
  const folder = path.join(CACHE, versionOf(ROOT));
  const file = path.join(folder, 'passed.json');
  const passed = (): Passed => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Passed;
    } catch {
      return {}; // Nothing has passed yet.
    }
  };
  return {
    folder,
    passed,
    passedIn: (project) =>
      Object.keys(passed())
        .filter((key) => key.startsWith(`${project} `))
        .map((key) => key.slice(project.length + 1)),
    add(project, test, seconds) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, JSON.stringify({ ...passed(), [`${project} ${test}`]: seconds }, null, 2));
    },
  };
}

/** The commit with the changes upon it. Without git, one for all. */
function versionOf(root: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e9 });
  try {
    const changes = git('diff', 'HEAD') + git('status', '--porcelain');
    return createHash('sha256')
      .update(git('rev-parse', 'HEAD') + changes)
      .digest('hex')
      .slice(0, 16);
  } catch {
    return 'unversioned';
  }
}
