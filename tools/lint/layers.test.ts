// Plants a violation of every layer rule and asserts that the linter rejects each, and accepts every allowed import. The linter runs with
// the project's own configuration, so a rule that is switched off by mistake fails here.

import { describe, expect, it } from 'vitest';

import { planted, type Case } from './planted-project.ts';

/** Small modules at the paths that the planted files import. */
const NEIGHBOURS = [
  'src/main.ts',
  'src/config.ts',
  'src/api/meta.ts',
  'src/cli/table.ts',
  'src/compliance/verdict.ts',
  'src/compliance/freshness.ts',
  'src/kube/client.ts',
  'src/kube/rest.ts',
  'src/kube/errors.ts',
  'src/base/clock.ts',
  'src/runtime/effects.ts',
  'src/runtime/plan.ts',
  'src/runtime/store.ts',
  'src/runtime/controller.ts',
  'src/integrations/provider.ts',
  'src/integrations/http.ts',
  'src/integrations/registry.ts',
  'src/integrations/ports/record.ts',
  'src/integrations/kit/severity.ts',
  'src/integrations/kit/oauth.ts',
  'src/integrations/jira/index.ts',
  'src/integrations/jira/schema.ts',
  'src/controllers/descriptor.ts',
  'src/controllers/registry.ts',
  'src/controllers/reading/failures.ts',
  'src/controllers/incident/index.ts',
  'src/controllers/incident/observe.ts',
  'src/controllers/incident/conditions.ts',
  'src/judgement/stores.ts',
  'src/metrics/server.ts',
  'src/operator/caches.ts',
  'test/support/builders.ts',
];

const NEIGHBOUR = `export const value = 1;\nexport type Shape = { readonly value: number };\n`;
const neighbours = NEIGHBOURS.map((file) => ({ file, code: NEIGHBOUR, because: 'it imports nothing' }));

const usesValue = (specifier: string): string =>
  `import { value } from '${specifier}';\n\nexport const used = value;\n`;
const usesType = (specifier: string): string =>
  `import type { Shape } from '${specifier}';\n\nexport type Used = Shape;\n`;

const ALLOWED: readonly Case[] = [
  { file: 'src/cli/allowed-a.ts', code: usesValue('../kube/rest.ts'), because: 'the command line composes' },
  { file: 'src/api/allowed-a.ts', code: usesValue('./meta.ts'), because: 'a room may use itself' },
  { file: 'src/kube/allowed-a.ts', code: usesValue('../api/meta.ts'), because: 'kube may use api' },
  {
    file: 'src/kube/allowed-b.ts',
    code: usesType('../base/clock.ts'),
    because: 'the clock may be named everywhere',
  },
  { file: 'src/kube/allowed-c.ts', code: usesValue('../base/clock.ts'), because: 'base is for every room' },
  {
    file: 'src/judgement/allowed-a.ts',
    code: usesValue('../compliance/verdict.ts'),
    because: 'judgement stands on the pure core',
  },
  { file: 'src/judgement/allowed-b.ts', code: usesType('../kube/client.ts'), because: 'it may be handed a client' },
  { file: 'src/runtime/allowed-a.ts', code: usesType('../kube/client.ts'), because: 'runtime knows the port' },
  {
    file: 'src/runtime/allowed-b.ts',
    code: usesValue('../kube/errors.ts'),
    because: 'a conflict must be told from a loss',
  },
  {
    file: 'src/compliance/allowed-a.ts',
    code: usesType('../integrations/provider.ts'),
    because: 'types of ports cost nothing',
  },
  {
    file: 'src/controllers/check/plan-status.ts',
    code: usesValue('../reading/failures.ts'),
    because: 'plans share what a failed reading means',
  },
  {
    file: 'src/controllers/incident/plan.ts',
    code: usesValue('./conditions.ts'),
    because: 'reasons are pure data of its kind',
  },
  {
    file: 'src/controllers/incident/plan-state.ts',
    code: usesType('../../runtime/plan.ts'),
    because: 'a plan has a type',
  },
  {
    file: 'src/controllers/incident/index.ts',
    code: usesValue('../../integrations/registry.ts'),
    because: 'it opens sources',
  },
  {
    file: 'src/controllers/check/allowed-a.ts',
    code: usesType('../descriptor.ts'),
    because: 'each folder describes its kind',
  },
  { file: 'src/integrations/jira/normalize.ts', code: usesValue('./schema.ts'), because: 'a schema is pure' },
  { file: 'src/integrations/jira/search.ts', code: usesValue('../http.ts'), because: 'the one way out' },
  { file: 'src/integrations/jira/token.ts', code: usesValue('../kit/oauth.ts'), because: 'the kit is for providers' },
  { file: 'src/integrations/jira/normalize-more.ts', code: usesValue('../kit/severity.ts'), because: 'it is pure' },
  { file: 'src/integrations/kit/allowed-a.ts', code: usesValue('../provider.ts'), because: 'the kit serves the port' },
  {
    file: 'src/metrics/allowed-a.ts',
    code: usesValue('../runtime/store.ts'),
    because: 'gauges are a view of the cache',
  },
  {
    file: 'src/compliance/allowed.test.ts',
    code: usesValue('../kube/rest.ts'),
    because: 'a test may use what it tests',
  },
];

const LAYER_VIOLATIONS: readonly Case[] = [
  { file: 'src/api/refused-a.ts', code: usesValue('../compliance/verdict.ts'), because: 'api imports nothing' },
  { file: 'src/api/refused-b.ts', code: usesType('../kube/client.ts'), because: 'api imports nothing, not even types' },
  { file: 'src/kube/refused-a.ts', code: usesValue('../runtime/store.ts'), because: 'kube is below runtime' },
  {
    file: 'src/compliance/refused-n.ts',
    code: usesValue('../base/clock.ts'),
    because: 'only the type of the clock goes everywhere',
  },
  { file: 'src/base/refused-a.ts', code: usesType('../api/meta.ts'), because: 'base imports nothing' },
  { file: 'src/judgement/refused-a.ts', code: usesValue('../cli/table.ts'), because: 'commands stand on judgement' },
  {
    file: 'src/judgement/refused-b.ts',
    code: usesValue('../integrations/http.ts'),
    because: 'judgement reaches nobody outside the cluster',
  },
  { file: 'src/judgement/refused-g.ts', code: usesValue('../integrations/registry.ts'), because: 'the API names them' },
  {
    file: 'src/judgement/refused-c.ts',
    code: usesType('../operator/caches.ts'),
    because: 'the operator stands on judgement: not even its types are known here',
  },
  {
    file: 'src/judgement/refused-d.ts',
    code: usesValue('../controllers/incident/observe.ts'),
    because: 'a controller and judgement share what is pure, in compliance',
  },
  {
    file: 'src/judgement/refused-e.ts',
    code: usesType('../controllers/incident/observe.ts'),
    because: 'nor does it name types of a controller',
  },
  {
    file: 'src/controllers/check/refused-f.ts',
    code: usesValue('../registry.ts'),
    because: 'the list of all kinds imports the folders, not the other way round',
  },
  {
    file: 'src/controllers/check/refused-g.ts',
    code: usesType('../../judgement/stores.ts'),
    because: 'what a controller is given is named by the descriptor',
  },
  {
    file: 'src/judgement/refused-f.ts',
    code: usesValue('../kube/rest.ts'),
    because: 'judgement is given objects, or a client by its port',
  },
  {
    file: 'src/runtime/refused-a.ts',
    code: usesValue('../kube/client.ts'),
    because: 'runtime names types of the port only',
  },
  {
    file: 'src/runtime/effect-ledger.ts',
    code: usesValue('./controller.ts'),
    because: 'the ledger of effects decides and carries nothing out',
  },
  { file: 'src/runtime/refused-b.ts', code: usesType('../compliance/verdict.ts'), because: 'runtime knows no kind' },
  {
    file: 'src/compliance/refused-a.ts',
    code: usesValue('../integrations/provider.ts'),
    because: 'ports give types only',
  },
  { file: 'src/compliance/refused-b.ts', code: usesType('../runtime/store.ts'), because: 'a store is not a port' },
  {
    file: 'src/compliance/refused-c.ts',
    code: `export { value } from '../kube/rest.ts';\n`,
    because: 'a re-export is an import',
  },
  {
    file: 'src/compliance/refused-d.ts',
    code: `export const used = await import('../kube/rest.ts');\n`,
    because: 'so is import()',
  },
  {
    file: 'src/compliance/refused-e.ts',
    code: `import '../kube/rest.ts';\n`,
    because: 'a bare import runs the module',
  },
  {
    file: 'src/compliance/refused-f.ts',
    code: `export type Used = import('../kube/rest.ts').Shape;\n`,
    because: 'an import type too',
  },
  {
    file: 'src/compliance/refused-g.ts',
    code: `import { readFileSync } from 'node:fs';\n\nexport const used = readFileSync('x');\n`,
    because: 'a pure file reads no file',
  },
  {
    file: 'src/compliance/refused-h.ts',
    code: `import { randomUUID } from 'node:crypto';\n\nexport const used = randomUUID();\n`,
    because: 'hashing is pure, chance is not',
  },
  {
    file: 'src/controllers/source/plan.ts',
    code: usesValue('../../runtime/controller.ts'),
    because: 'a plan is carried out by others',
  },
  {
    file: 'src/controllers/source/index.ts',
    code: usesValue('../incident/observe.ts'),
    because: 'a kind never imports another kind',
  },
  { file: 'src/controllers/check/plan.ts', code: usesValue('../incident/conditions.ts'), because: 'nor does its plan' },
  {
    file: 'src/controllers/check/index.ts',
    code: usesValue('../../kube/rest.ts'),
    because: 'controllers use the port',
  },
  {
    file: 'src/integrations/zenduty/index.ts',
    code: usesValue('../jira/index.ts'),
    because: 'a provider never imports another',
  },
  { file: 'src/integrations/zenduty/normalize-b.ts', code: usesValue('../kit/oauth.ts'), because: 'that is not pure' },
  {
    file: 'src/integrations/kit/planted-a.ts',
    code: usesValue('../jira/index.ts'),
    because: 'the kit knows no vendor',
  },
  { file: 'src/integrations/kit/retry-after.ts', code: usesType('../jira/index.ts'), because: 'nor its pure part' },
  { file: 'src/controllers/credentials.ts', code: usesValue('./incident/index.ts'), because: 'it is shared' },
  { file: 'src/controllers/reading/states.ts', code: usesValue('../incident/conditions.ts'), because: 'so is this' },
  { file: 'src/controllers/reading/clock.ts', code: usesValue('../../runtime/store.ts'), because: 'it only decides' },
  { file: 'src/integrations/ports/planted-a.ts', code: usesValue('../http.ts'), because: 'a port knows no adapter' },
  { file: 'src/integrations/zenduty/fetch.ts', code: usesValue('../../runtime/store.ts'), because: 'nor runtime' },
  {
    file: 'src/integrations/zenduty/normalize.ts',
    code: usesValue('../http.ts'),
    because: 'normalising fetches nothing',
  },
  { file: 'src/integrations/gitlab/schema.ts', code: usesValue('../jira/schema.ts'), because: 'it is not shared' },
  { file: 'src/receiver/refused-a.ts', code: usesType('../kube/client.ts'), because: 'it is handed two functions' },
  { file: 'src/metrics/refused-a.ts', code: usesValue('../compliance/verdict.ts'), because: 'metrics judge nothing' },
  { file: 'src/metrics/refused-b.ts', code: usesValue('../kube/rest.ts'), because: 'metrics ask no cluster' },
  { file: 'src/cli/refused-a.ts', code: usesValue('../main.ts'), because: 'nobody imports main' },
  { file: 'test/refused.test.ts', code: usesValue('../src/main.ts'), because: 'nor does a test' },
  {
    file: 'src/kube/refused-c.ts',
    code: usesValue('../../test/support/builders.ts'),
    because: 'the program needs no test support',
  },
  {
    file: 'src/runtime/refused-c.ts',
    code: `import { Pool } from 'undici';\n\nexport const used = Pool;\n`,
    because: 'undici is for kube and http',
  },
  {
    file: 'src/elsewhere/file.ts',
    code: `export const used = 1;\n`,
    because: 'a file without a room has no rules to keep',
  },
];

const CYCLE: readonly Case[] = [
  {
    file: 'src/runtime/cycle-a.ts',
    code: `import { b } from './cycle-b.ts';\n\nexport const a = (): number => b();\n`,
    because: 'a needs b',
  },
  {
    file: 'src/runtime/cycle-b.ts',
    code: `import { a } from './cycle-a.ts';\n\nexport const b = (): number => a();\n`,
    because: 'b needs a',
  },
];

describe('the layer rules', () => {
  const complaints = planted([...neighbours, ...ALLOWED, ...LAYER_VIOLATIONS, ...CYCLE]);

  it.each([...ALLOWED, ...neighbours])('accept $file: $because', ({ file }) => expect(complaints(file)).toEqual([]));
  it.each(LAYER_VIOLATIONS)('refuse $file: $because', ({ file }) =>
    expect(complaints(file)).toContain('docket(layers)'),
  );
  it.each(CYCLE)('refuse the cycle through $file: $because', ({ file }) =>
    expect(complaints(file)).toContain('import(no-cycle)'),
  );
});
