// P1 for a provider, no data is never green: for each way in which its vendor can fail, what checks and the source say while it lasts, and
// that everything is as before within one interval of its end. The operator on the embedded cluster. Knows no provider.

import { describe, expect, it } from 'vitest';

import { INCIDENT_SOURCE, SECRET } from '../../src/api/kinds.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { ProviderName } from '../../src/api/v1alpha1/vocabulary.gen.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { createCheck, INTERVAL_MS, keyIn, SECRET_NAME, SOURCE, typeOf } from '../support/operator/objects.ts';
import { OperatorStage } from '../support/operator/operator.ts';
import { conditionsOf, greenOf, lastSuccess, recordsOf, resultsOf } from '../support/operator/views.ts';
import type { Fault, Match } from '../support/vendors/loopback/faults.ts';

/** `Spoiling`: how a vendor of another protocol than HTTP fails. */
export interface TrustRow<Spoiling = Fault> {
  readonly name: string;
  readonly because: string;
  readonly fault: Spoiling;
  /** Which requests it hits; default: the listing. */
  readonly match?: Match;
  /** The reason of Ready. */
  readonly reason: string;
  /** `definite`: checks are Unknown at once. `transient`: results stand until the data is three intervals old. */
  readonly kind: 'definite' | 'transient' | 'quarantine';
}

/** A vendor with one open incident, and two resolved ones of severity Low. */
export interface TrustVendor<Spoiling = Fault> extends AsyncDisposable {
  readonly url: string;
  failNext(match: Match, fault: Spoiling, times: number): void;
  clearFaults(): void;
}

export interface Trusted<Spoiling = Fault> {
  readonly name: string;
  readonly provider: ProviderName;
  /** The member of the spec, for a vendor at this address. */
  spec(url: string): object;
  readonly secret: Readonly<Record<string, string>>;
  start(now: () => Date): Promise<TrustVendor<Spoiling>>;
  /** What people record here, where the vendor has no states. */
  readonly record?: (stage: OperatorStage) => Promise<void>;
  /** The requests of the listing. */
  readonly listing: Match;
  readonly rows: ReadonlyArray<TrustRow<Spoiling>>;
}

const FAILING = 'open-ones';
const PASSING = 'low-ones';
const GREEN = {
  [FAILING]: 'Failing',
  [PASSING]: 'Passing',
  [`${SOURCE}-incident-closed`]: 'Failing',
  [`${SOURCE}-source-healthy`]: 'Passing',
};

export function describeTrust<Spoiling = Fault>(trusted: Trusted<NoInfer<Spoiling>>): void {
  describe(`no data is never green: ${trusted.name}`, () => {
    it.each(trusted.rows)(
      '$name ($kind): $because',
      async (row) => {
        await using cluster = await healthy(trusted);
        const { stage, vendor, before } = cluster;
        vendor.failNext(row.match ?? trusted.listing, row.fault, Infinity);
        await (row.kind === 'transient' ? transient : definite)(stage, row, before);
        vendor.clearFaults();
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual(GREEN);
        expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Complete: 'True Complete' });
        expect(recordsOf(stage.world)).toEqual(before);
        await stage.verify();
      },
      60_000,
    );
  });
}

interface Healthy<Spoiling> extends AsyncDisposable {
  readonly stage: OperatorStage;
  readonly vendor: TrustVendor<Spoiling>;
  readonly before: object;
}

async function healthy<Spoiling>(trusted: Trusted<Spoiling>): Promise<Healthy<Spoiling>> {
  const clusters = memoryClusters();
  const stage = await OperatorStage.start(clusters);
  const vendor = await trusted.start(() => stage.clock.now());
  stage.addReplica({ allowed: new URL(vendor.url).host }).lead();
  await createCheck(stage, FAILING, { selector: { sourceRefs: [{ name: SOURCE }] } });
  await createCheck(stage, PASSING, { selector: { sourceRefs: [{ name: SOURCE }], severities: ['Low'] } });
  await create(stage, trusted, vendor.url);
  await stage.settle();
  await trusted.record?.(stage);
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual(GREEN);
  return {
    stage,
    vendor,
    before: recordsOf(stage.world),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await vendor[Symbol.asyncDispose]();
      await clusters[Symbol.asyncDispose]();
    },
  };
}

async function create(
  stage: OperatorStage,
  { provider, spec, secret }: Pick<Trusted, 'provider' | 'spec' | 'secret'>,
  url: string,
): Promise<void> {
  const data = Object.fromEntries(
    Object.entries(secret).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  const { client } = stage.cluster;
  await client.create(SECRET, { ...typeOf(SECRET), metadata: keyIn(stage, SECRET_NAME), data } as KubeObject);
  const body = { [provider]: spec(url), secretRef: { name: SECRET_NAME }, interval: '1m' };
  const source = { ...typeOf(INCIDENT_SOURCE), metadata: keyIn(stage, SOURCE), spec: body };
  await client.create(INCIDENT_SOURCE, source);
}

type TrustState = Pick<TrustRow, 'kind' | 'reason'>;

/** What was known cannot be trusted to be whole: Unknown at once. An item that cannot be read may be an open one. */
async function definite(stage: OperatorStage, row: TrustState, before: object): Promise<void> {
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  const wanted =
    row.kind === 'quarantine'
      ? { Ready: 'True Synced', Complete: `False ${row.reason}` }
      : { Ready: `False ${row.reason}` };
  const assertDoubt = (): void => {
    expect(conditionsOf(stage.world)).toMatchObject(wanted);
    expect(resultsOf(stage.world)).toMatchObject({ [FAILING]: 'Failing', [PASSING]: `Unknown ${row.reason}` });
    expect(greenOf(stage.world)).toEqual([]);
    expect(recordsOf(stage.world)).toEqual(before);
  };
  assertDoubt();
  await stage.pass(2 * INTERVAL_MS, assertDoubt);
}

/** May pass by itself: results stand until the data is three intervals old. */
async function transient(stage: OperatorStage, row: TrustState, before: object): Promise<void> {
  const staleAt = (await lastSuccess(stage)) + 3 * INTERVAL_MS;
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  expect(conditionsOf(stage.world)).toMatchObject({ Ready: `True ${row.reason}`, Complete: 'True Complete' });
  await stage.pass(staleAt - stage.clock.now().getTime(), (world) => {
    expect(resultsOf(world)).toEqual(GREEN);
    expect(recordsOf(world)).toEqual(before);
  });
  await stage.settle();
  expect(resultsOf(stage.world)).toMatchObject({ [FAILING]: 'Failing', [PASSING]: 'Unknown StaleData' });
  await stage.pass(2 * INTERVAL_MS, (world) => expect(greenOf(world)).toEqual([]));
  expect(conditionsOf(stage.world)).toMatchObject({ Ready: `False ${row.reason}` });
}
