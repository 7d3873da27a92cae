// Plants clocks, randomness and I/O in files that must be pure, and asserts that the linter rejects each. Also asserts that it rejects
// every use of the process or the network outside the one file that may use it.

import { describe, expect, it } from 'vitest';

import { planted, type Case } from './planted-project.ts';

const pure = (name: string, code: string, because: string): Case => ({
  file: `src/controllers/${name}/plan.ts`,
  code: `${code}\n`,
  because,
});

const PURITY_VIOLATIONS: readonly Case[] = [
  pure('date-now', 'export const used = Date.now();', 'the instant is handed in'),
  pure('date-now-by-name', "export const used = Date['now']();", 'by any spelling'),
  pure('date-alias', 'const D = Date;\nexport const used = D.now();', 'by any name'),
  pure('new-date', 'export const used = new Date();', 'no argument, no purity'),
  pure('date-call', 'export const used = Date();', 'a call tells the time as well'),
  pure('math-random', 'export const used = Math.random();', 'the same input gives the same plan'),
  pure('math-destructured', 'const { random } = Math;\nexport const used = random();', 'by any route'),
  pure('timer', 'export const used = setTimeout(() => 1, 5);', 'a plan asks for a requeue'),
  pure('network', "export const used = fetch('https://example.com');", 'a plan asks nobody'),
  pure('process-env', 'export const used = process.uptime();', 'the process is not an input'),
  pure('global-this', 'export const used = globalThis.Date;', 'no way around'),
  pure('performance', 'export const used = performance.now();', 'a clock by another name'),
  pure('temporal-now', 'export const used = Temporal.Now.instant();', 'a clock with another calendar'),
  pure('temporal-now-by-name', "export const used = Temporal['Now'].zonedDateTimeISO();", 'by any spelling'),
  pure(
    'temporal-computed',
    "const name = 'Now';\nexport const used = Temporal[name];",
    'a name that cannot be followed',
  ),
  pure('temporal-alias', 'const T = Temporal;\nexport const used = T.Now.instant();', 'by any name'),
  pure('temporal-destructured', 'const { Now } = Temporal;\nexport const used = Now.instant();', 'by any route'),
  pure('temporal-renamed', 'const { Now: clock } = Temporal;\nexport const used = clock.instant();', 'or new name'),
  pure('temporal-global', 'export const used = globalThis.Temporal.Now.instant();', 'nor by the global object'),
  pure('temporal-zone', 'export const used = Temporal.Now.timeZoneId();', "the machine's zone is no input either"),
  {
    file: 'src/base/instant-now.ts',
    code: 'export const used = Temporal.Now.instant().epochMilliseconds;\n',
    because: 'base is pure but for its clock',
  },
  { file: 'src/compliance/sla-now.ts', code: 'export const used = Date.now();\n', because: 'checks are pure too' },
  {
    file: 'src/integrations/gitlab/normalize.ts',
    code: 'export const used = new Date();\n',
    because: 'and so is normalising',
  },
  { file: 'src/api/clock.ts', code: 'export const used = Date.now();\n', because: 'and the API' },
];

const PURE_CODE: readonly Case[] = [
  pure(
    'given-date',
    'export const used = new Date(0).getTime() + Date.parse("2026-01-01") + Date.UTC(2026, 0);',
    'all from what is given',
  ),
  pure(
    'date-type',
    'export const used = (at: unknown, clock: Date): boolean => at instanceof Date && at > clock;',
    'a type and a test',
  ),
  pure(
    'temporal',
    "export const used = (ms: number, end: Temporal.PlainDate): unknown => [Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC'), new Temporal.PlainDate(2026, 1, 1).until(end)];",
    'calendar arithmetic on what is given',
  ),
  pure('arithmetic', 'export const used = Math.max(1, 2);', 'arithmetic is arithmetic'),
  pure(
    'own-name',
    'export const used = (process: { env: string }, fetch: string): string => process.env + fetch;',
    'parameters of that name',
  ),
  {
    file: 'src/compliance/hashing.ts',
    code: "import { createHash } from 'node:crypto';\n\nexport const used = createHash('sha256').update('a').digest('hex');\n",
    because: 'a digest is a function of its input',
  },
];

const PROCESS_VIOLATIONS: readonly Case[] = [
  {
    file: 'src/kube/env.ts',
    code: "export const used = process.env['HOME'];\n",
    because: 'config.ts reads the environment',
  },
  { file: 'src/cli/argv.ts', code: 'export const used = process.argv;\n', because: 'main.ts reads the arguments' },
  {
    file: 'src/runtime/signals.ts',
    code: "process.once('SIGTERM', () => undefined);\n",
    because: 'main.ts has the signals',
  },
  { file: 'src/cli/exit.ts', code: 'process.exit(1);\n', because: 'main.ts ends the process' },
  { file: 'src/kube/whole.ts', code: 'export const used = process;\n', because: 'a whole process cannot be followed' },
  {
    file: 'src/kube/module.ts',
    code: "import { env } from 'node:process';\n\nexport const used = env;\n",
    because: 'nor under another name',
  },
  {
    file: 'src/integrations/jira/direct.ts',
    code: "export const used = fetch('https://example.com');\n",
    because: 'http.ts counts requests',
  },
];

describe('the purity rules', () => {
  const complaints = planted([...PURE_CODE, ...PURITY_VIOLATIONS, ...PROCESS_VIOLATIONS]);

  it.each(PURE_CODE)('accept $file: $because', ({ file }) => expect(complaints(file)).toEqual([]));
  it.each(PURITY_VIOLATIONS)('refuse $file: $because', ({ file }) =>
    expect(complaints(file)).toContain('docket(purity)'),
  );
  it.each(PROCESS_VIOLATIONS)('refuse $file: $because', ({ file }) =>
    expect(complaints(file)).toContain('docket(process)'),
  );
});
