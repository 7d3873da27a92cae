// The start of `docket operator` loads nothing of a vendor whose SDK is large (AWS, Azure, GitHub): neither the provider nor the SDK. Seen from
// outside, in a process of its own that reports every module that it loads.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Counts the modules of each vendor that are loaded once everything that the operator starts with is, and with each first source. */
const REPORT = `
import { registerHooks } from 'node:module';
const OF = {
  guardDuty: /@aws-sdk|@smithy|@aws-crypto|integrations\\/guardduty/,
  defender: /@azure|integrations\\/defender/,
  gitHub: /octokit|integrations\\/github/,
};
const counts = () => Object.fromEntries(Object.entries(OF).map(([name, of]) => [name, loaded.filter((url) => of.test(url)).length]));
const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
await import('${ROOT}/src/cli/operator/command.ts');
await import('${ROOT}/src/cli/program.ts');
const { createProviders } = await import('${ROOT}/src/integrations/registry.ts');
const providers = createProviders();
const others = Object.keys(providers).filter((name) => !(name in OF));
for (const name of others) await providers[name]();
const report = { others, start: counts() };
for (const name of Object.keys(OF)) {
  await providers[name]();
  report[name] = counts();
}
console.log(JSON.stringify(report));
`;

type Counts = Readonly<Record<'guardDuty' | 'defender' | 'gitHub', number>>;

describe('the code of a vendor', () => {
  it('is loaded with its first source, and not before', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', REPORT], {
      cwd: ROOT,
    });
    const report = JSON.parse(stdout) as { others: string[]; start: Counts } & Record<keyof Counts, Counts>;
    expect(report.others).toEqual(expect.arrayContaining(['pagerDuty', 'jira', 'zenduty', 'fixture']));
    expect(report.start).toEqual({ guardDuty: 0, defender: 0, gitHub: 0 });
    expect(report.guardDuty).toMatchObject({ defender: 0, gitHub: 0 });
    expect(report.defender).toMatchObject({ guardDuty: report.guardDuty.guardDuty, gitHub: 0 });
    for (const name of ['guardDuty', 'defender', 'gitHub'] as const) expect(report[name][name]).toBeGreaterThan(5);
  });
});
