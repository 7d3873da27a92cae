// The pages of the API's reference: their examples are valid, their links lead somewhere, and every reason that the
// program gives is explained.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { defaultCheckName, incidentName } from '../../src/api/names.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import { DOCKET_KINDS } from '../../src/api/kinds.ts';
import { DEFAULTS } from '../../src/controllers/incidentsource/plan-default-table.ts';
import { CONTROLLERS } from '../../src/controllers/registry.ts';
import { KIND_NAMES, KINDS } from '../../src/judgement/kinds.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { systemClock } from '../../src/base/clock.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SPEC = path.join(ROOT, 'docs/spec/v1alpha1');
const pages = readdirSync(SPEC)
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({ file, text: readFileSync(path.join(SPEC, file), 'utf8') }));
const kinds = CRDS.map(({ spec: { names, versions } }) => ({
  kind: names.kind,
  page: `${names.singular}.md`,
  hasStatus: versions.some(({ subresources }) => subresources?.status !== undefined),
}));

const examples = pages.flatMap(({ file, text }) =>
  [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, block = ''], index) =>
    parseAllDocuments(block).map((document) => ({ name: `${file} ${index + 1}`, object: document.toJS() as Incident })),
  ),
);

/** A kind that no controller looks after has no conditions. */
const isFollowed = (kind: string): boolean =>
  KIND_NAMES.some((name) => KINDS[name].type.kind === kind && CONTROLLERS[name].create !== undefined);

const conditionsOf = (kind: string): string => `src/controllers/${kind.toLowerCase()}/conditions.ts`;
/** Where the reasons of a kind are, if not there: the status of an incident is also worked out without a controller. */
const READING = ['failures', 'listing', 'obstacle'].map((name) => `src/controllers/reading/${name}.ts`);
const REASONS_OF: Readonly<Record<string, readonly string[]>> = {
  Incident: ['src/compliance/incident-status/reasons.ts'],
  IncidentSource: ['src/controllers/incidentsource/conditions.ts', ...READING.filter((file) => !/listing/.test(file))],
  CriticalSystem: ['src/controllers/criticalsystem/conditions.ts', ...READING],
  StaffRoster: READING,
};

describe('the pages under docs/spec', () => {
  it.each(kinds)('$kind has one with an example, fields, rules and conditions', ({ kind, page }) => {
    const text = pages.find(({ file }) => file === page)?.text ?? '';
    const headings = [...text.matchAll(/^##? (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(expect.arrayContaining([kind, 'Example', 'Fields', 'Rules', 'Conditions', 'Semantics']));
    expect(examples.filter(({ object }) => (object.kind as string) === kind)).not.toEqual([]);
  });

  it.each(examples)('the example in $name is taken, with no field that the kind does not know', async ({ object }) => {
    const { client, unknownFields } = createMemoryCluster({ crds: CRDS, clock: systemClock });
    const type = DOCKET_KINDS.find(({ kind }) => kind === object.kind);
    if (type === undefined) throw new Error(`${object.kind} is no kind of docket.dev`);
    expect(unknownFields(object)).toEqual([]);
    const metadata = { ...object.metadata, ...(type.namespaced ? { namespace: 'default' } : {}) };
    expect((await client.create(type, { ...object, metadata })).metadata.name).toBe(object.metadata.name);
  });

  it('a mirrored incident in an example has the name that it would have', () => {
    const mirrored = examples.map(({ object }) => object).filter(({ spec }) => spec.externalID !== undefined);
    expect(mirrored).not.toEqual([]);
    for (const { metadata, spec } of mirrored) {
      const { sourceRef, externalID = '' } = spec;
      expect(incidentName({ provider: 'pagerDuty', source: sourceRef?.name ?? '', externalID })).toBe(metadata.name);
    }
  });

  it.each(pages)('every link in $file leads to a file and a heading', ({ file, text }) => {
    const prose = text.replaceAll(/`[^`\n]*`/g, '');
    const dead = [...prose.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].filter(([, target, anchor]) => {
      const page = path.join(SPEC, target === undefined || target === '' ? file : target);
      return !existsSync(page) || (anchor !== undefined && !anchorsIn(page).includes(anchor));
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it('name every check that a source gets by default', () => {
    const { text = '' } = pages.find(({ file }) => file === 'incidentsource.md') ?? {};
    const names = Object.keys(DEFAULTS).map((type) => `\`${defaultCheckName('<source>', type)}\``);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  it.each(kinds.filter(({ kind, hasStatus }) => hasStatus && isFollowed(kind)))(
    '$kind explains every reason that its conditions give',
    ({ kind, page }) => {
      const files = REASONS_OF[kind] ?? [conditionsOf(kind)];
      const source = files.map((file) => readFileSync(path.join(ROOT, file), 'utf8')).join('\n');
      const named = [...source.matchAll(/: '([A-Z][A-Za-z]+)'/g)].map(([, reason]) => reason ?? '');
      // What reads a listing always names a Secret.
      const never = kind === 'IncidentSource' ? [] : ['AmbientCredentialsNotAllowed'];
      const reasons = named.filter((reason) => !['Stalled', 'Reconciling', ...never].includes(reason));
      expect(reasons).not.toEqual([]);
      const text = pages.find(({ file }) => file === page)?.text ?? '';
      expect(reasons.filter((reason) => !text.includes(`| \`${reason}\``))).toEqual([]);
    },
  );

  it('explains every reason that a verdict gives', () => {
    const checks = path.join(ROOT, 'src/compliance/checks');
    const reasons = readdirSync(checks).flatMap((file) => {
      const block =
        /const reasons = \{(.*?)\n\} as const/s.exec(readFileSync(path.join(checks, file), 'utf8'))?.[1] ?? '';
      return [...block.matchAll(/^ {2}([A-Z][A-Za-z]+):/gm)].map(([, reason]) => reason ?? '');
    });
    const text = pages.find(({ file }) => file === 'compliancecheck.md')?.text ?? '';
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.filter((reason) => !text.includes(`| \`${reason}\``))).toEqual([]);
  });
});

function anchorsIn(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
