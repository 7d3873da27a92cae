// Runs the provider contract on GitHub, over loopback HTTP and through Octokit: for each stream, since each is paged by its own rules, and
// with small pages, which give many boundaries. GitHub says nowhere when a finding was acknowledged.

import { contractStage } from '../support/vendors/github/contract-stage.ts';
import { describeProvider } from './provider.ts';
import { changesLaws } from './provider-changes.ts';

/** Of all random histories; the rest of the thousand is in provider.github-model.test.ts. */
const HISTORIES = 12;
const ON_THE_WAY = new Set([
  'continues from the cursor of any page',
  'keeps the cursor small, and people and secrets out of it',
]);
/** Code scanning has neither a filter by the time of change nor page cursors: a reading without a position gives one at its end only. */
const READ_ANEW = changesLaws(HISTORIES).filter(({ promise }) => !ON_THE_WAY.has(promise));
const ALL = changesLaws(HISTORIES);

for (const { name, reading, ...options } of [
  { name: 'GitHub issues', stream: 'Issues', reading: ALL, rules: { maxPage: 60 } },
  { name: 'GitHub issues in pages of 7', stream: 'Issues', reading: ALL, rules: { maxPage: 7 } },
  { name: 'GitHub issues in large numbers', stream: 'Issues', reading: ALL, rules: { maxPage: 20, maxNumbered: 40 } },
  { name: 'GitHub Dependabot alerts', stream: 'DependabotAlerts', reading: ALL, rules: { maxPage: 30 } },
  { name: 'GitHub code scanning alerts', stream: 'CodeScanningAlerts', reading: READ_ANEW, rules: { maxPage: 25 } },
  { name: 'GitHub secret scanning alerts', stream: 'SecretScanningAlerts', reading: ALL, rules: { maxPage: 30 } },
  { name: 'GitHub security advisories', stream: 'SecurityAdvisories', reading: ALL, rules: { maxPage: 30 } },
] as const) {
  describeProvider({ name, stage: () => contractStage(options), histories: HISTORIES, reading });
}
