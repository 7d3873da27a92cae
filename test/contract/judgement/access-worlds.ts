// The access worlds as the controllers judge them: one operator for all rows, each in a namespace of its own; and `docket test` on the same
// worlds in files says the same, down to the instants (principle P8).

import { expect, it, describe } from 'vitest';
import { CHECK_EXCEPTION, COMPLIANCE_CHECK, DOCKET_KINDS, NAMESPACE, SECRET } from '../../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { ComplianceCheckStatus } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { CheckReport } from '../../../src/cli/test/report.ts';
import {
  ACCESS_WORLDS,
  type AccessPlace,
  exceptionsOf,
  objectsOf,
  secretsOf,
  statusBefore,
  told,
  wantedOf,
  yamlOf,
} from '../../support/golden/access-worlds.ts';
import { typeOf } from '../../support/operator/objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { docket, Folder } from '../../support/processes/command-line.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { withCluster } from './world.ts';

const ROWS = ACCESS_WORLDS.map((world, index) => ({ world, namespace: `access-${index}` }));
type Row = (typeof ROWS)[number];

const TYPES = new Map<string, ResourceType>(DOCKET_KINDS.map((type) => [type.kind, type]));
const typeIn = (object: KubeObject): ResourceType => TYPES.get(object.kind) ?? COMPLIANCE_CHECK;

/** Objects that were listed before wait, suspended, for the status of that listing. */
async function createRow({ cluster: { client } }: OperatorStage, { world }: Row, place: AccessPlace): Promise<void> {
  const { namespace } = place;
  await client.create(NAMESPACE, { ...typeOf(NAMESPACE), metadata: { name: namespace } });
  for (const { secret, data } of secretsOf(world, place)) {
    const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
    const object = { ...typeOf(SECRET), metadata: { name: secret, namespace }, data: Object.fromEntries(encoded) };
    await client.create(SECRET, object);
  }
  for (const object of objectsOf(world, place)) {
    const isListed = statusBefore(world, object.kind) !== undefined;
    const { spec } = object as KubeObject & { readonly spec: object };
    await client.create(typeIn(object), {
      ...object,
      spec: isListed ? { ...spec, suspend: true } : spec,
    } as KubeObject);
  }
}

/** The operator has seen everything: the listings from before, and the exceptions of who saw what fails. */
async function finishRow({ cluster: { client } }: OperatorStage, { world }: Row, place: AccessPlace): Promise<void> {
  for (const object of objectsOf(world, place)) {
    const status = statusBefore(world, object.kind);
    if (status === undefined) continue;
    await client.patch(typeIn(object), object.metadata, { status }, { type: 'merge', subresource: 'status' });
    await client.patch(typeIn(object), object.metadata, { spec: { suspend: null } }, { type: 'merge' });
  }
  for (const object of exceptionsOf(world, place)) await client.create(CHECK_EXCEPTION, object);
}

const essence = ({ result, reason, counts, failing = [], nextDeadline }: ComplianceCheckStatus | CheckReport) => {
  return { result, reason, counts, failing, nextDeadline };
};

/** By namespace and name of the check. */
async function saidByFiles(files: Record<string, readonly object[]>, nowMs: number): Promise<Map<string, unknown>> {
  await using folder = await Folder.with(files);
  const { out, err } = await docket('test', folder.path, '--now', new Date(nowMs).toISOString(), '-o', 'json');
  if (out === '') throw new Error(err);
  const { checks } = JSON.parse(out) as { checks: readonly CheckReport[] };
  return new Map(checks.map((check) => [`${check.namespace}/${check.name}`, essence(check)]));
}

export function describeAccessWorlds(clusters: () => TestClusters): void {
  describe('the access worlds', () => {
    it(`are the results of the five checks in ${ROWS.length} of them, and what docket test says of them in files`, () =>
      withCluster(clusters(), async (stage) => {
        const nowMs = stage.clock.now().getTime();
        await Promise.all(ROWS.map((row) => createRow(stage, row, { namespace: row.namespace, nowMs })));
        await stage.settle();
        await Promise.all(ROWS.map((row) => finishRow(stage, row, { namespace: row.namespace, nowMs })));
        const { checks, systems } = await stage.settle();
        const statusOf = (key: string): ComplianceCheckStatus => checks.get(key)?.status ?? {};
        const seen = ROWS.map(({ world, namespace }) => {
          const names = Object.keys(wantedOf(world));
          const said = names.map(
            (name) => [name, told(world, { namespace, nowMs }, statusOf(`${namespace}/${name}`))] as const,
          );
          return [world.name, Object.fromEntries(said)] as const;
        });
        expect(Object.fromEntries(seen)).toEqual(
          Object.fromEntries(ROWS.map(({ world }) => [world.name, wantedOf(world)])),
        );

        const files: Record<string, readonly object[]> = {};
        for (const { world, namespace } of ROWS) {
          const createdAt = systems.get(`${namespace}/vault`)?.metadata.creationTimestamp;
          Object.assign(files, yamlOf(world, { namespace, nowMs, createdAt }));
        }
        const offline = await saidByFiles(files, stage.clock.now().getTime());
        const stored = [...checks].map(([key, { status }]) => [key, essence(status ?? {})] as const);
        expect(Object.fromEntries(offline)).toEqual(Object.fromEntries(stored));
      }));
  });
}
