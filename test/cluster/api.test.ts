// The API on a real server: what `kubectl` shows of each kind, that samples apply and stay as they were written, that the
// selectable fields select, and that two writers of a status keep each other's conditions. On a server of its own, as samples
// of policies are for the whole cluster.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { storageVersion } from '../../src/api/crd.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import { useControlPlane } from '../support/clusters/control-plane.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SAMPLES = path.join(ROOT, 'config/samples');
const PACKS = path.join(ROOT, 'config/packs');

const plane = useControlPlane();
/** A namespace with every sample in it, for tests that only read. */
let samples: string;
beforeAll(async () => {
  await plane().applyCrds(path.join(ROOT, 'crds'));
  samples = await namespaceWithSamples();
});

const kubectl = async (...args: string[]): Promise<string> => (await plane().kubectl(args)).stdout;
const headings = (table: string): string[] => (table.split('\n')[0] ?? '').split(/ {2,}/);

/** The cells of each row, by where the headings begin. */
function cellsOf(table: string): string[][] {
  const [head = '', ...rows] = table.trimEnd().split('\n');
  const starts = [...head.matchAll(/\S+/g)].map(({ index }) => index);
  return rows.map((row) => starts.map((start, column) => row.slice(start, starts[column + 1]).trim()));
}

/** A new namespace in which every sample was applied. */
async function namespaceWithSamples(): Promise<string> {
  const namespace = await plane().createNamespace();
  await kubectl('apply', '-n', namespace, '-k', SAMPLES);
  await kubectl('apply', '-n', namespace, '-f', path.join(SAMPLES, 'checkexception'));
  return namespace;
}

describe('the CRDs', () => {
  it('apply as a kustomization, as they are in crds/', async () => {
    const dryRun = await kubectl('apply', '--dry-run=server', '-k', path.join(ROOT, 'config/crd'));
    expect(dryRun.trim().split('\n')).toHaveLength(CRDS.length);
  });

  it.each(CRDS.map((crd) => ({ kind: crd.spec.names.kind, short: crd.spec.names.shortNames[0] ?? '' })))(
    '$kind is explained down to its fields, by its short name $short',
    async ({ short }) => {
      const text = await kubectl('explain', '--recursive', `${short}.spec`);
      expect(text).toContain('FIELDS:');
      expect(text).not.toContain('<empty>');
    },
  );
});

describe('the packs', () => {
  it.each(readdirSync(PACKS, { withFileTypes: true }).filter((entry) => entry.isDirectory()))(
    '$name would be taken as it is',
    async ({ name }) => {
      const pack = path.join(PACKS, name);
      const answer = await kubectl('apply', '-n', 'default', '--dry-run=server', '--validate=strict', '-k', pack);
      expect(answer).toMatch(/ created \(server dry run\)/);
    },
  );
});

describe('the samples', () => {
  it('stay as they were written: a second apply changes nothing', async () => {
    const again = await kubectl('apply', '-n', samples, '-k', SAMPLES);
    expect(
      again
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged')),
    ).toEqual([]);
    // kubectl diff exits with 1, and so fails here, when a default or a controller made a difference.
    expect(await kubectl('diff', '-n', samples, '-k', SAMPLES)).toBe('');
  });

  it('are all in the category docket', async () => {
    const names = (await kubectl('get', 'docket', '-n', samples, '-o', 'name')).trim().split('\n');
    const kustomization = parse(readFileSync(path.join(SAMPLES, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };
    // An exception names who applies it: its samples are in no kustomization.
    const exceptions = readdirSync(path.join(SAMPLES, 'checkexception'));
    expect(names).toHaveLength(kustomization.resources.length + exceptions.length);
    // Nobody writes a Delivery, so there is no sample of one.
    const sampled = CRDS.map(({ spec }) => spec.names.singular).filter((singular) => singular !== 'delivery');
    expect(new Set(names.map((name) => name.split('.')[0]))).toEqual(new Set(sampled));
  });

  it.each([
    { short: 'isrc', columns: 'NAME PROVIDER READY COMPLETE OPEN TOTAL REASON AGE', wide: 'ZONE INTERVAL MESSAGE' },
    {
      short: 'incd',
      columns: 'NAME SOURCE SEVERITY STATE DATA-LOSS FAILING DUE AGE TITLE',
      wide: 'EXTERNAL-ID CLASSIFIED EXEMPTED HINT URL',
    },
    {
      short: 'chk',
      columns: 'NAME TYPE RESULT REASON FAILING UNKNOWN EXEMPTED SINCE AGE',
      wide: 'SEVERITY DUE NEXT-DEADLINE OWNER',
    },
    {
      short: 'irev',
      columns: 'NAME INCIDENT DATA-LOSS CLASSIFIED OWNER BOUND NEXT-DUE AGE',
      wide: 'STATE VERIFIED SOURCE EXTERNAL-ID',
    },
    {
      short: 'cex',
      columns: 'NAME CHECK STATE EXPIRES APPLIED WAITING COVERS WOULD-FAIL AGE',
      wide: 'TYPE INCIDENT REQUESTED-BY APPROVED-BY',
    },
    {
      short: 'sla',
      columns: 'NAME CRITICAL HIGH MEDIUM LOW AGE',
      wide: 'ACK-CRITICAL ACK-HIGH ACK-MEDIUM ACK-LOW TIME-ZONE READY',
    },
    {
      short: 'csys',
      columns: 'NAME PROVIDER READY ACCOUNTS INVALID OFFBOARDED UNIDENTIFIED AGE',
      wide: 'REASON VALID EXPECTED UNKNOWN REVIEW-DUE OWNER ZONE',
    },
    { short: 'roster', columns: 'NAME SOURCE READY ACTIVE OFFBOARDED AGE', wide: 'REASON TOTAL UNKNOWN MESSAGE' },
    { short: 'dpol', columns: 'NAME TYPES CLASSIFICATIONS OPEN OVERDUE AGE', wide: 'ASSESS-WITHIN READY' },
  ])('$short shows $columns, and $wide when wide', async ({ short, columns, wide }) => {
    const narrow = columns.split(' ');
    expect(headings(await kubectl('get', short, '-n', samples))).toEqual(narrow);
    const age = narrow.indexOf('AGE');
    expect(headings(await kubectl('get', short, '-n', samples, '-o', 'wide'))).toEqual([
      ...narrow.slice(0, age),
      ...wide.split(' '),
      ...narrow.slice(age),
    ]);
  });
});

describe('the columns of an SLAPolicy', () => {
  it('show the target of each severity, and nothing where there is none', async () => {
    const rows = cellsOf(await kubectl('get', 'sla', '-o', 'wide'));
    expect(rows.map((row) => row.slice(0, 10))).toEqual([
      ['critical-at-once', '', '', '', '', '15m', '', '', '', ''],
      ['production', '8h', '24h', '30d', '90d', '15m', '1h', '4h', '', 'Europe/Berlin'],
    ]);
  });
});

describe('the selectable fields', () => {
  it.each(
    CRDS.flatMap((crd) =>
      (storageVersion(crd).selectableFields ?? []).map(({ jsonPath }) => ({
        plural: crd.spec.names.plural,
        field: jsonPath.slice(1),
      })),
    ),
  )('$plural can be selected by $field', async ({ plural, field }) => {
    const names = await kubectl('get', plural, '-A', '--field-selector', `${field}=no-such-value`, '-o', 'name');
    expect(names).toBe('');
  });

  it('select what they say', async () => {
    const select = async (selector: string): Promise<string[]> =>
      (await kubectl('get', 'incd', '-n', samples, '--field-selector', selector, '-o', 'name'))
        .split('\n')
        .filter(Boolean);
    expect(await select('spec.severity=Critical')).toEqual(['incident.docket.dev/phishing-of-finance']);
    expect(await select('spec.severity!=Critical')).toEqual(['incident.docket.dev/lost-laptop']);
    expect(await select('spec.state=Detected')).toEqual(['incident.docket.dev/lost-laptop']);
  });
});

describe('a status', () => {
  const condition = (type: string, generation: number) => ({
    type,
    status: 'True',
    reason: 'Tested',
    message: 'Written by a test.',
    lastTransitionTime: '2026-03-02T08:00:00Z',
    observedGeneration: generation,
  });

  it('keeps the conditions of two writers, and shows a time to come as a time', async () => {
    const namespace = await namespaceWithSamples();
    const target = `/apis/docket.dev/v1alpha1/namespaces/${namespace}/compliancechecks/incidents-closed`;
    const apply = (manager: string, status: object) =>
      plane().request({
        method: 'PATCH',
        path: `${target}/status?fieldManager=${manager}`,
        contentType: 'application/apply-patch+yaml',
        body: {
          apiVersion: 'docket.dev/v1alpha1',
          kind: 'ComplianceCheck',
          metadata: { name: 'incidents-closed', namespace },
          status,
        },
      });
    const nextDeadline = '2999-01-01T00:00:00Z';
    expect(await apply('one', { conditions: [condition('Ready', 1)], nextDeadline })).toMatchObject({ status: 200 });
    expect(await apply('other', { conditions: [condition('Audited', 1)] })).toMatchObject({ status: 200 });

    const stored = await kubectl('get', 'chk', 'incidents-closed', '-n', namespace, '-o', 'json');
    const { status } = JSON.parse(stored) as { status: { conditions: Array<{ type: string }> } };
    expect(status.conditions.map(({ type }) => type).sort()).toEqual(['Audited', 'Ready']);
    expect(await kubectl('get', 'chk', 'incidents-closed', '-n', namespace, '-o', 'wide')).toContain(nextDeadline);
  });

  it('is out of reach of who writes the spec', async () => {
    const namespace = await namespaceWithSamples();
    const patch = JSON.stringify({ status: { result: 'Passing' } });
    await kubectl('patch', 'chk', 'incidents-closed', '-n', namespace, '--type=merge', '-p', patch);
    expect(await kubectl('get', 'chk', 'incidents-closed', '-n', namespace, '-o', 'jsonpath={.status}')).toBe('');
  });
});
