// P2, P3 and P7: facts and judgements are different objects, ready is not compliant, and a tenant's text and secrets go nowhere else.

import { describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE } from '../../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import { kstatusOf } from '../../support/operator/kstatus.ts';
import { GOOD_TOKEN, type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { applySource, INTERVAL_MS, patchSource } from '../../support/operator/objects.ts';
import { incidentOf, resultsOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

/** What a hostile reporter might write: label syntax, markup, terminal escapes, line breaks, text that reads the other way. */
const HOSTILE = 'CANARY"} 1\n# HELP x <script>alert(1)</script> \u001b[31m \u202egnp.exe {{7*7}} $(id)';
const CANARY = /CANARY|script|alert/;

export function describeSeparation(clusters: () => TestClusters): void {
  describe('ready', () => {
    it('is not compliant: a failing check is Current to who waits for it, and so are source and incident', () =>
      withOperator(clusters(), async (stage) => {
        const { id } = stage.vendor.account.trigger();
        await applySource(stage);
        await stage.settle();
        expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Failing');
        const { sources, checks } = stage.world;
        const all = [...sources.values(), ...checks.values(), incidentOf(stage.world, id)];
        expect(all.map(kstatusOf)).toEqual(all.map(() => 'Current'));
      }));

    it('is not said before the first sync has ended, so that nobody takes a source for done that was only seen', () =>
      withOperator(clusters(), async (stage) => {
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'status', status: 500 }, 1);
        await applySource(stage);
        await stage.settle();
        const seen = stage.witness.versions.filter(({ kind }) => kind === 'IncidentSource');
        const ready = seen.map(({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.reason);
        expect(ready).toEqual([undefined, 'FirstSync', 'Unavailable', 'Synced']);
      }));
  });

  describe('text of a provider', () => {
    it('is in the facts of its incident and nowhere else', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        const service = account.addService(`service ${HOSTILE}`);
        const { id } = account.trigger({ title: HOSTILE, service: service.id, priority: `prio ${HOSTILE}` });
        await applySource(stage);
        await stage.settle();
        account.edit(id, { title: `${HOSTILE} again` });
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        const { spec, status } = incidentOf(stage.world, id);
        const facts = [spec.title, status?.title ?? '', ...unmatchedOf(stage)];
        expect(facts.map((fact) => CANARY.test(fact))).toEqual([true, true, true]);
        // Neither does it do anything to the terminal of who reads it.
        expect(facts.join('')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        expect(elsewhere(await everythingButFacts(stage))).not.toMatch(CANARY);
      }));

    it('of an answer that cannot be read is in no message, label or log', () =>
      withOperator(clusters(), async (stage) => {
        stage.vendor.account.trigger();
        await applySource(stage);
        await stage.settle();
        const mutate = (): unknown => ({ incidents: [{ id: HOSTILE, status: HOSTILE }], more: false, error: HOSTILE });
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'mutate', mutate }, Infinity);
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)['pager-source-healthy']).toBe('Failing');
        expect(elsewhere([await everythingButFacts(stage), stage.world])).not.toMatch(CANARY);
      }));
  });

  describe('a credential', () => {
    it('is in nothing that anybody can read, whether it is accepted or refused', () =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await stage.settle();
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'status', status: 401 }, 2);
        await stage.pass(3 * INTERVAL_MS);
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'reset' }, 2);
        await stage.pass(3 * INTERVAL_MS);
        expect(elsewhere([await everythingButFacts(stage), stage.world])).not.toContain(GOOD_TOKEN);
      }));
  });

  describe('a reference', () => {
    it.each([
      { type: INCIDENT_SOURCE, name: 'pager', patch: { spec: { secretRef: { name: 'x', namespace: 'other' } } } },
      {
        type: COMPLIANCE_CHECK,
        name: 'pager-incident-closed',
        patch: { spec: { selector: { sourceRefs: [{ name: 'pager', namespace: 'other' }] } } },
      },
    ])('of $type.kind names no other namespace: the field is not there to be set', ({ type, name, patch }) =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await stage.settle();
        const { client, namespace } = stage.cluster;
        const stored = await client.patch<KubeObject>(type, { namespace, name }, patch, {
          type: 'merge',
          dryRun: true,
        });
        expect(elsewhere(stored)).not.toContain('other');
      }),
    );
  });

  describe('nothing that is written', () => {
    it('belongs to its source, so that deleting a source or a label of a GitOps tool takes nothing along', () =>
      withOperator(clusters(), async (stage) => {
        stage.vendor.account.trigger();
        await applySource(stage);
        await patchSource(stage, { metadata: { labels: { 'argocd.argoproj.io/instance': 'security' } } });
        await stage.settle();
        for (const type of [INCIDENT, COMPLIANCE_CHECK]) {
          for (const { metadata } of await listAll(stage, type)) {
            expect(metadata.ownerReferences).toBeUndefined();
            expect(Object.keys(metadata.labels ?? {}).filter((label) => !label.startsWith('docket.dev/'))).toEqual([]);
          }
        }
      }));
  });
}

const unmatchedOf = ({ world }: OperatorStage): string[] => world.sources.get('pager')?.status?.scope?.unmatched ?? [];

const elsewhere = (value: unknown): string => JSON.stringify(value) ?? '';

/** What is shown to people and machines besides an incident's spec: statuses, metrics, logs, transitions, names and labels. */
async function everythingButFacts(stage: OperatorStage): Promise<unknown> {
  const statuses = stage.witness.versions.map(({ name, status }) => [name, withoutQuotes(status)]);
  const metadata = [...stage.world.incidents.values(), ...stage.world.checks.values()].map((object) => object.metadata);
  return [statuses, metadata, await stage.replica.metrics(), stage.transitions, stage.log.map(described)];
}

/**
 * The two fields of a status whose purpose is to hold text of the provider: the values that nothing maps, and the beginning of an incident's
 * title, for tables.
 */
function withoutQuotes(status: object | undefined): object {
  const { scope: _unmatched, title: _title, ...rest } = (status ?? {}) as { scope?: object; title?: string };
  return rest;
}

const described = ({ msg, fields: { err, ...fields } }: OperatorStage['log'][number]): unknown => [
  msg,
  fields,
  String(err),
];

async function listAll(stage: OperatorStage, type: ResourceType): Promise<KubeObject[]> {
  const { client, namespace } = stage.cluster;
  return (await client.list<KubeObject>(type, { namespace })).items;
}
