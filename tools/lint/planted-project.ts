// A temporary project with the real lint configuration, for tests of the linter: writes files, runs the linter once over all of them, and
// reports which rules complained about which file. Never lints the project itself.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'tools/lint'];

/** A file to plant. */
export interface Case {
  readonly file: string;
  readonly code: string;
  /** Why it is allowed or refused. */
  readonly because: string;
}

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

function runLinter(cwd: string): Promise<readonly Diagnostic[]> {
  const linter = path.join(ROOT, 'node_modules/.bin/oxlint');
  return new Promise((resolve, reject) => {
    execFile(
      linter,
      ['--format=json', '--no-error-on-unmatched-pattern', 'src', 'test'],
      { cwd, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        // The linter exits with 1 when there are complaints. Output that is not JSON means that it did not lint at all.
        try {
          resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
        } catch {
          reject(new Error(`oxlint in ${cwd} gave no report: ${stdout}${stderr}`, { cause: error }));
        }
      },
    );
  });
}

async function plantProject(cases: readonly Case[], header: string): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'docket-lint-')));
  for (const each of COPIED) await cp(path.join(ROOT, each), path.join(folder, each), { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const { file, code } of cases) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), header + code);
  }
  return folder;
}

const HEADER = '// A planted file of a linter test.\n// It proves nothing but that.\n\n';

/**
 * Plants files and lints them, before the tests of the surrounding `describe`. The function that it returns says which rules
 * complain about a file, sorted, each once.
 */
export function planted(cases: readonly Case[], header = HEADER): (file: string) => readonly string[] {
  let folder: string;
  let diagnostics: readonly Diagnostic[] = [];
  beforeAll(async () => {
    folder = await plantProject(cases, header);
    diagnostics = await runLinter(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (file) =>
    [...new Set(diagnostics.filter((each) => each.filename === file).map((each) => each.code))].toSorted();
}
