// A source on the shared control plane that mirrors a loopback PagerDuty, as a test of the built program needs it: made in one call,
// and compared with the account in one call. Runs no operator.

import { setTimeout as sleep } from 'node:timers/promises';
import { COMPLIANCE_CHECK, INCIDENT } from '../../../src/api/kinds.ts';
import type { ComplianceCheck, ComplianceCheckStatus } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import { requestSync } from './incident-load.ts';
import type { Account, PagerDutyServer } from '../vendors/pagerduty/server.ts';

const STATES = { triggered: 'Detected', acknowledged: 'Triaging', resolved: 'Resolved' } as const;
const SOURCE = 'pagerduty';
const MAX_REFUSALS = 20;

/** What a source gets of itself, by the end of its name. */
export type DefaultCheck =
  'data-loss-reported' | 'evidence-uploaded' | 'incident-closed' | 'response-on-time' | 'source-healthy';

export class Mirrored {
  readonly plane: ControlPlaneAccess;
  readonly namespace: string;
  readonly source = SOURCE;
  readonly #vendor: PagerDutyServer;

  constructor(plane: ControlPlaneAccess, namespace: string, vendor: PagerDutyServer) {
    this.plane = plane;
    this.namespace = namespace;
    this.#vendor = vendor;
    // The test asks for a sync far more often than a source is read otherwise.
    vendor.access.rate = { perMinute: 1_000_000, bare429: false };
  }

  /** The Secret and the source. */
  async apply(): Promise<void> {
    const data = { token: Buffer.from('good-token').toString('base64') };
    await this.#create('/api/v1', 'secrets', { apiVersion: 'v1', kind: 'Secret', data });
    await this.#create('/apis/docket.dev/v1alpha1', 'incidentsources', {
      apiVersion: 'docket.dev/v1alpha1',
      kind: 'IncidentSource',
      spec: { pagerDuty: { endpoint: this.#vendor.url }, secretRef: { name: SOURCE }, interval: '30s' },
    });
  }

  requestSync(value: string): Promise<void> {
    return requestSync(this, value);
  }

  /** The value of the last sync that is over. */
  async lastHandled(): Promise<string | undefined> {
    return (await this.#get<IncidentSource>('incidentsources', SOURCE)).status?.lastHandledRequestedAt;
  }

  async check(type: DefaultCheck): Promise<ComplianceCheckStatus | undefined> {
    const check = await this.#get<{ status?: ComplianceCheckStatus }>('compliancechecks', `${SOURCE}-${type}`);
    return check.status;
  }

  /** One line per check there is: `name result reason`, sorted. */
  async checks(): Promise<string[]> {
    const { items } = await this.#get<{ items: ComplianceCheck[] }>(COMPLIANCE_CHECK.plural);
    return items.map(({ metadata, status }) => `${metadata.name} ${status?.result} ${status?.reason}`).sort();
  }

  /** One line per incident: `ID state-of-the-record state`, sorted. */
  async incidents(): Promise<string[]> {
    const { items } = await this.#get<{ items: Incident[] }>(INCIDENT.plural);
    return items.map(({ spec, status }) => `${spec.externalID} ${spec.state} ${status?.state} ${spec.title}`).sort();
  }

  /** The lines that {@link incidents} should give: each incident of the account once, as it is now. */
  wanted(account: Account = this.#vendor.account): string[] {
    const incidents = [...account.incidents.values()];
    return incidents.map(({ id, status, title }) => `${id} ${STATES[status]} ${STATES[status]} ${title}`).sort();
  }

  async #get<T>(plural: string, name?: string): Promise<T> {
    const collection = `/apis/docket.dev/v1alpha1/namespaces/${this.namespace}/${plural}`;
    const path = name === undefined ? collection : `${collection}/${name}`;
    let { status, body } = await this.plane.request({ path });
    // A server that has just started says for seconds that its storage is not ready, and when to ask again.
    for (let attempt = 0; status === 429 && attempt < MAX_REFUSALS; attempt++) {
      await sleep(1_000);
      ({ status, body } = await this.plane.request({ path }));
    }
    if (status !== 200) throw new Error(`get ${plural} ${name ?? ''}: ${status} ${body}`);
    return JSON.parse(body) as T;
  }

  async #create(api: string, plural: string, object: object): Promise<void> {
    const path = `${api}/namespaces/${this.namespace}/${plural}`;
    const { status, body } = await this.plane.request({
      method: 'POST',
      path,
      body: { ...object, metadata: { name: SOURCE } },
    });
    if (status !== 201) throw new Error(`create ${plural}: ${status} ${body}`);
  }
}
