// Which Event a transition becomes, that one is sent for each, and what bounds them. On a real API server: test/e2e/events.test.ts.

import { describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK, INCIDENT } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';
import { silentLogger } from '../runtime/log.ts';
import type { Transition } from '../runtime/plan.ts';
import { FakeClock, settle } from '../../test/support/time/fake-clock.ts';
import { createEventRecorder, eventOf } from './events.ts';

const AT = new Date('2026-03-02T09:00:00.250Z');
const failing: Transition = {
  ...{ kind: 'CheckResult', namespace: 'team', name: 'closed' },
  ...{ from: 'Passing', to: 'Failing', reason: 'IncidentOpen' },
};

describe('the Event of a transition', () => {
  it('is one of events.k8s.io about the object', () => {
    expect(eventOf(failing, { at: AT, uid: 'u-1', instance: 'docket-0_ab', serial: 7 })).toEqual({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { namespace: 'team', name: `closed.${(AT.getTime() * 1000 + 7).toString(16)}` },
      eventTime: '2026-03-02T09:00:00.250000Z',
      reportingController: 'docket.dev/operator',
      reportingInstance: 'docket-0_ab',
      action: 'CheckResult',
      reason: 'CheckFailing',
      note: 'The result is Failing, reason IncidentOpen; it was Passing.',
      type: 'Warning',
      regarding: {
        ...{ apiVersion: 'docket.dev/v1alpha1', kind: 'ComplianceCheck' },
        ...{ namespace: 'team', name: 'closed', uid: 'u-1' },
      },
    });
  });

  it.each<{
    kind: Transition['kind'];
    from?: string;
    to: string;
    reason: string;
    want: readonly [string, string, string];
  }>([
    {
      kind: 'CheckResult',
      to: 'Passing',
      reason: 'AllPassing',
      want: ['Normal', 'CheckPassing', 'The result is Passing, reason AllPassing.'],
    },
    {
      kind: 'IncidentState',
      from: 'Detected',
      to: 'Resolved',
      reason: 'Source',
      want: ['Normal', 'StateResolved', 'The state is Resolved, by its source; it was Detected.'],
    },
    {
      kind: 'IncidentCompliance',
      from: 'True',
      to: 'False',
      reason: 'ChecksFail',
      want: ['Warning', 'ChecksFail', 'Compliant is False; it was True.'],
    },
    {
      kind: 'SourceHealth',
      from: 'True/Synced',
      to: 'False/AuthenticationFailed',
      reason: 'AuthenticationFailed',
      want: [
        'Warning',
        'AuthenticationFailed',
        'Ready is False, reason AuthenticationFailed; it was True, reason Synced.',
      ],
    },
    {
      kind: 'ExceptionState',
      from: 'Active',
      to: 'Expired',
      reason: 'Expired',
      want: ['Warning', 'ExceptionExpired', 'The state is Expired, reason Expired; it was Active.'],
    },
  ])('$kind from $from to $to says $want', ({ kind, from, to, reason, want }) => {
    const transition = { kind, namespace: 'team', name: 'a', from, to, reason };
    const event = eventOf(transition, { at: AT, uid: 'u', instance: 'i', serial: 1 }) as KubeObject &
      Record<string, unknown>;
    expect([event['type'], event['reason'], event['note']]).toEqual(want);
  });

  it('has a name that is valid, however long that of the object is', () => {
    const name = `${'a'.repeat(234)}.${'b'.repeat(18)}`;
    const { metadata } = eventOf({ ...failing, name }, { at: AT, uid: 'u', instance: 'i', serial: 1 });
    expect(metadata.name.length).toBeLessThanOrEqual(253);
    expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
  });
});

function recording({ fails = false }: { readonly fails?: boolean } = {}) {
  const sent: string[] = [];
  const asked: string[] = [];
  const clock = new FakeClock(AT);
  const stop = new AbortController();
  const client = {
    async create(_type: unknown, event: KubeObject & { regarding?: { name: string; uid: string } }) {
      if (fails) throw new Error('no answer');
      sent.push(`${event.regarding?.name} ${event.regarding?.uid}`);
      return event;
    },
    async get(_type: unknown, { name }: { name: string }) {
      asked.push(name);
      return { metadata: { name, uid: `u-${name}` } };
    },
  } as unknown as KubeClient;
  const record = createEventRecorder({
    ...{ client, clock, log: silentLogger, instance: 'i', signal: stop.signal },
    uidOf: (type, key) => (type === COMPLIANCE_CHECK ? `cached-${key}` : undefined),
  });
  return { record, sent, asked, clock, stop };
}

describe('the recorder', () => {
  it('sends one for each transition, with the uid that the caches have, else that of the object', async () => {
    const { record, sent, asked } = recording();
    record(failing);
    record({ ...failing, kind: 'IncidentState', name: 'leak' });
    await settle();
    expect(sent).toEqual(['closed cached-team/closed', 'leak u-leak']);
    expect(asked).toEqual(['leak']);
    expect(INCIDENT.kind).toBe('Incident');
  });

  it('bounds a flood in one namespace, and leaves the others theirs', async () => {
    const { record, sent, clock } = recording();
    for (let n = 0; n < 5_000; n++) record({ ...failing, name: `c${n}` });
    await settle();
    expect(sent).toHaveLength(100);
    record({ ...failing, namespace: 'other' });
    await settle();
    expect(sent).toHaveLength(101);
    await clock.advance(2_000);
    for (let n = 0; n < 10; n++) record(failing);
    await settle();
    expect(sent).toHaveLength(103);
  });

  it('goes on after one that was not taken, and sends nothing once it is stopped', async () => {
    const failed = recording({ fails: true });
    expect(() => failed.record(failing)).not.toThrow();
    await settle();
    const { record, sent, stop } = recording();
    stop.abort();
    record(failing);
    await settle();
    expect(sent).toEqual([]);
  });
});
