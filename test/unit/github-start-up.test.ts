// Start-up without a GitHub source loads nothing of GitHub: neither the provider nor Octokit. Seen from outside, in a process of its own that
// reports every module that it loads.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Prints the modules of GitHub that are loaded once everything that the operator starts with is, and those that the first source adds. */
const REPORT = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({
  load(url, context, next) {
    if (/octokit|integrations\\/github/.test(url)) loaded.push(url);
    return next(url, context);
  },
});
await import('${ROOT}/src/cli/operator/command.ts');
await import('${ROOT}/src/cli/program.ts');
const { createProviders } = await import('${ROOT}/src/integrations/registry.ts');
const providers = createProviders();
await providers.pagerDuty();
await providers.fixture();
const before = loaded.length;
await providers.gitHub();
console.log(JSON.stringify({ before, after: loaded.filter((url) => url.includes('@octokit')).length }));
`;

it('loads the provider and Octokit with the first GitHub source', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', REPORT], { cwd: ROOT });
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  expect(before).toBe(0);
  expect(after).toBeGreaterThan(5);
});
