// The embedded cluster against a real API server, question by question: for objects made at random from the CRDs' schemas, both
// must take the same ones, make the same of them, and refuse the others for the same reasons in the same words.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { storageVersion, type CustomResourceDefinition } from '../../src/api/crd.ts';
import { LASTING_KINDS, NAMESPACE } from '../../src/api/kinds.ts';
import type { KubeObject, ObjectKey, ResourceType } from '../../src/api/meta.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { isConflict, KubeError } from '../../src/kube/errors.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/base/clock.ts';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { mutated } from '../support/clusters/schema-mutations.ts';

const readYaml = (file: string): unknown => parse(readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8'));
const widgets = readYaml('test/fixtures/contract/widgets.yaml') as CustomResourceDefinition;
const ALL = [...CRDS, widgets];

/** A fixed seed, so that runs can be repeated. SEED and RUNS in the environment widen the search. */
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 20_260_302);
const numRuns = Number(process.env['DIFFERENTIAL_RUNS'] ?? 50);

const widget: KubeObject & Record<string, unknown> = {
  apiVersion: 'contract.docket.dev/v1',
  kind: 'Widget',
  metadata: { name: 'widget' },
  spec: {
    colour: 'Red',
    size: 5,
    parts: [{ name: 'a', count: 2 }, { name: 'b' }],
    frozen: ['a', 'b'],
    serial: 's',
    owner: 'me',
    settings: { a: 'b' },
  },
};

const SUBJECTS = [
  // A Delivery is written by the receiver alone: it has no sample and no status.
  ...LASTING_KINDS.map(({ kind }) => ({
    kind,
    base: readYaml(`config/samples/${kind.toLowerCase()}/full.yaml`) as KubeObject,
  })),
  { kind: 'Widget', base: widget },
].map(({ kind, base }) => {
  const crd = ALL.find(({ spec }) => spec.names.kind === kind);
  if (crd === undefined) throw new Error(`no CRD of ${kind}`);
  const { group, names, scope } = crd.spec;
  const version = storageVersion(crd);
  const type: ResourceType = {
    group,
    version: version.name,
    kind,
    plural: names.plural,
    namespaced: scope === 'Namespaced',
  };
  return { kind, base, type, schema: version.schema.openAPIV3Schema };
});

const memory = createMemoryCluster({ crds: ALL, clock: systemClock }).client;
let real: RestClient;
let namespace: string;

beforeAll(async () => {
  const plane = sharedControlPlane();
  await plane.applyCrds(path.join(import.meta.dirname, '../fixtures/contract'));
  const kubeConfig = await loadKubeConfig({ kubeconfig: plane.kubeconfig });
  real = createRestClient({ kubeConfig, userAgent: 'docket-differential', clock: systemClock });
  namespace = await freshNamespace();
  await memory.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});

afterAll(async () => real.close());

/** The answer of a server, without what always differs: versions, identities, times. */
type Verdict =
  { readonly taken: unknown } | { readonly code: number; readonly reason: string; readonly causes: readonly string[] };

async function verdict(call: Promise<KubeObject>): Promise<Verdict> {
  try {
    const { metadata, ...rest } = await call;
    const { name, labels, annotations, finalizers, generation } = metadata;
    return { taken: { ...rest, name, labels, annotations, finalizers, generation } };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const causes = error.causes.map(({ field, reason, message }) => `${field} ${reason} ${message}`);
    return { code: error.code, reason: error.reason, causes: [...new Set(causes)].sort() };
  }
}

const placeOf = (type: ResourceType): { namespace?: string } => (type.namespaced ? { namespace } : {});
const here = (type: ResourceType, object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, ...placeOf(type) },
});

async function bothSay(ask: (client: KubeClient) => Promise<KubeObject>): Promise<void> {
  const [expected, actual] = await Promise.all([verdict(ask(real)), verdict(ask(memory))]);
  const unread = 'causes' in expected ? expected.causes.flatMap(ruleOfUnreadTime) : [];
  expect(without(unread, actual)).toEqual(without(unread, expected));
}

/**
 * An API server takes a time with a small t by its format, and then cannot read it for a rule; the embedded cluster reads it. Both refuse
 * such a time by the field's pattern, and what the rule would say is left out of the comparison.
 */
const UNREAD_TIME =
  /^\S+ FieldValueInvalid Invalid value: "object": Invalid date-time formatted string .*t.* evaluating rule: (.+)$/;

const ruleOfUnreadTime = (cause: string): string[] => UNREAD_TIME.exec(cause)?.slice(1) ?? [];

function without(rules: readonly string[], said: Verdict): Verdict {
  if (!('causes' in said) || rules.length === 0) return said;
  return { ...said, causes: said.causes.filter((cause) => !rules.some((rule) => cause.endsWith(rule))) };
}

describe.each(SUBJECTS)('$kind', ({ base, type, schema }) => {
  it('is created or refused alike', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(base, schema), async (object) =>
        bothSay(async (client) => client.create(type, here(type, object), { dryRun: true })),
      ),
      { seed, numRuns },
    );
  }, 120_000);

  const key = (): ObjectKey => ({ ...placeOf(type), name: base.metadata.name });

  const versions = new Map<KubeClient, string | undefined>();

  /** Asks again after a conflict: operators of other tests write the statuses of policies. */
  const atItsVersion = async (
    client: KubeClient,
    ask: (current: ObjectKey & { readonly resourceVersion: string }) => Promise<KubeObject>,
  ): Promise<KubeObject> => {
    for (;;) {
      const resourceVersion = versions.get(client) ?? '';
      try {
        return await ask({ ...key(), resourceVersion });
      } catch (error) {
        if (!isConflict(error)) throw error;
        const { metadata } = await client.get(type, key());
        if (metadata.resourceVersion === resourceVersion) throw error;
        versions.set(client, metadata.resourceVersion);
      }
    }
  };

  /** Runs with the same object stored in both. A stored policy selects no namespace of a test. */
  const withStored = async (work: () => Promise<void>): Promise<void> => {
    for (const client of [real, memory]) {
      const { metadata } = await client.create(type, here(type, base));
      versions.set(client, metadata.resourceVersion);
    }
    try {
      await work();
    } finally {
      for (const client of [real, memory]) await client.delete(type, key());
    }
  };

  it('is changed or refused alike', async () => {
    await withStored(() =>
      fc.assert(
        fc.asyncProperty(mutated(base, schema), async (object) =>
          bothSay((client) =>
            atItsVersion(client, async (current) => {
              const metadata = { ...object.metadata, ...current };
              return withoutStatus(await client.update(type, { ...object, metadata }, { dryRun: true }));
            }),
          ),
        ),
        { seed, numRuns },
      ),
    );
  }, 120_000);

  it('gets a status, or is refused it, alike', async () => {
    await withStored(() =>
      fc.assert(
        fc.asyncProperty(mutated(base, schema, 'status'), async (object) =>
          bothSay((client) =>
            atItsVersion(client, (metadata) => {
              const { status = {} } = object as { status?: object };
              return client.updateStatus(type, { metadata, status }, { dryRun: true });
            }),
          ),
        ),
        { seed, numRuns },
      ),
    );
  }, 120_000);
});

describe('numbers and nulls, by hand', () => {
  const review = { group: 'docket.dev', version: 'v1alpha1', kind: 'IncidentReview', plural: 'incidentreviews' };
  const asked = (spec: object, metadata: object = {}): KubeObject =>
    ({
      apiVersion: 'docket.dev/v1alpha1',
      kind: 'IncidentReview',
      metadata: { name: 'by-hand', namespace, ...metadata },
      spec: { incidentRef: { name: 'leak' }, ...spec },
    }) as unknown as KubeObject;
  const records = (affectedRecords: unknown): object => ({ dataLoss: { assessment: 'Suspected', affectedRecords } });

  it.each([
    { because: '2^53 + 2 is within int64', spec: records(2 ** 53 + 2) },
    { because: 'so is the largest number below 2^63', spec: records(2 ** 63 - 1024) },
    { because: '2^63 is not', spec: records(2 ** 63) },
    { because: '1e21 is not', spec: records(1e21) },
    { because: 'a fraction is no whole number', spec: records(1.5) },
    { because: 'a number that is null is absent', spec: records(null) },
    { because: 'an object that is null is absent', spec: { dataLoss: null } },
    { because: 'a list that is null is absent', spec: { evidence: null, disclosures: null, assignees: null } },
    { because: 'an item of a list is not', spec: { evidence: [null] } },
    { because: 'a text in a list is not, either', spec: { assignees: [null] } },
    { because: 'what must be there is missing as null', spec: { dataLoss: { assessment: null } } },
    {
      because: 'null gives way to a default',
      spec: { disclosures: [{ recipient: 'a', notifiedAt: '2026-03-01T00:00:00Z', obligation: null }] },
    },
    { because: 'a label that is null is empty', spec: {}, metadata: { labels: { a: null }, annotations: { b: null } } },
    {
      because: 'members of metadata that are null are absent',
      spec: {},
      metadata: { labels: null, finalizers: null, creationTimestamp: null },
    },
    { because: 'a finalizer is not', spec: {}, metadata: { finalizers: [null] } },
  ])('are taken or refused alike: $because', async ({ spec, metadata }) => {
    await bothSay(async (client) =>
      client.create({ ...review, namespaced: true }, asked(spec, metadata), { dryRun: true }),
    );
  });
});

/** The object without its status, as an update keeps the stored one. */
function withoutStatus(object: KubeObject): KubeObject {
  const { status: _theirs, ...rest } = object as KubeObject & { readonly status?: object };
  return rest;
}
