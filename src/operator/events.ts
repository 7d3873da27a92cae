// Transitions as Events of their objects, which kubectl describe shows. Best effort: an Event that the API server does not take is dropped,
// and no reconcile waits for one. All of its words are Docket's own; no text of a provider is in it.

import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  CRITICAL_SYSTEM,
  EVENT,
  INCIDENT,
  INCIDENT_SOURCE,
  STAFF_ROSTER,
} from '../api/kinds.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../api/meta.ts';
import type { Permission } from '../api/permissions.ts';
import { Allowance } from '../base/allowance.ts';
import type { Clock } from '../base/clock.ts';
import type { Listers } from '../judgement/stores.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Logger } from '../runtime/log.ts';
import type { Transition, TransitionSink } from '../runtime/plan.ts';

export const EVENT_PERMISSIONS: readonly Permission[] = [
  { type: EVENT, verbs: ['create'], why: 'A transition is an Event of its object, for kubectl describe.' },
];

/** Per namespace, so that a flood in one leaves the others theirs. */
const PER_NAMESPACE = { burst: 100, everyMs: 1_000 } as const;
/** Events that wait to be sent, one after the other. */
const MAX_WAITING = 500;
/** An object's name may have 253 characters; the Event's own end in a point and 14 digits. */
const MAX_NAME = 235;
/** As the API demands of reportingInstance. */
const MAX_INSTANCE = 128;

const TYPES: Readonly<Record<Transition['kind'], ResourceType>> = {
  IncidentState: INCIDENT,
  IncidentCompliance: INCIDENT,
  CheckResult: COMPLIANCE_CHECK,
  SourceHealth: INCIDENT_SOURCE,
  SystemHealth: CRITICAL_SYSTEM,
  RosterHealth: STAFF_ROSTER,
  ExceptionState: CHECK_EXCEPTION,
};
/** What a person should look at. */
const WARNINGS: Readonly<Record<Transition['kind'], RegExp>> = {
  IncidentState: /^never$/,
  IncidentCompliance: /^(False|Unknown)$/,
  CheckResult: /^(Failing|Unknown)$/,
  SourceHealth: /^False\//,
  SystemHealth: /^False\//,
  RosterHealth: /^False\//,
  ExceptionState: /^(Expired|Unmatched)$/,
};

export interface EventRecorderOptions {
  readonly client: Pick<KubeClient, 'create' | 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Which replica reports. */
  readonly instance: string;
  /** The uid of an object in the caches; undefined where they do not have it whole. */
  readonly uidOf: (type: ResourceType, key: string) => string | undefined;
  /** Nothing is sent once it aborts. */
  readonly signal: AbortSignal;
}

/** Records an Event for each transition, within {@link PER_NAMESPACE}. Returns at once; never throws. */
export function createEventRecorder(options: EventRecorderOptions): TransitionSink {
  const recorder = new EventRecorder(options);
  return (transition) => recorder.record(transition);
}

/** The uid of an object that the caches hold whole. Their rows of incidents have none. */
export function uidIn(
  { checks, sources, systems, rosters, exceptions }: Listers,
  { kind }: ResourceType,
  key: string,
): string | undefined {
  const types = [COMPLIANCE_CHECK, INCIDENT_SOURCE, CRITICAL_SYSTEM, STAFF_ROSTER, CHECK_EXCEPTION];
  const held = types.findIndex((type) => type.kind === kind);
  return [checks, sources, systems, rosters, exceptions][held]?.get(key)?.object.metadata.uid;
}

interface Waiting {
  readonly transition: Transition;
  readonly at: Date;
}

class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #allowance = new Allowance(PER_NAMESPACE);
  readonly #waiting: Waiting[] = [];
  #isSending = false;
  #count = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  record(transition: Transition): void {
    const { clock, log } = this.#options;
    const isAllowed = this.#allowance.take(transition.namespace, clock.monotonicMs()) === 0;
    if (!isAllowed || this.#waiting.length >= MAX_WAITING) {
      log.debug({ namespace: transition.namespace, name: transition.name }, 'event left out, there were too many');
      return;
    }
    this.#waiting.push({ transition, at: clock.now() });
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    const { signal, log } = this.#options;
    this.#isSending = true;
    for (let next = this.#waiting.shift(); next !== undefined && !signal.aborted; next = this.#waiting.shift()) {
      try {
        await this.#send(next);
      } catch (err) {
        const { namespace, name } = next.transition;
        log.debug({ err, namespace, name }, 'event not recorded');
      }
    }
    this.#isSending = false;
  }

  async #send({ transition, at }: Waiting): Promise<void> {
    const { client, instance, signal } = this.#options;
    const uid = await this.#uidOf(transition);
    this.#count++;
    const event = eventOf(transition, { at, uid, instance, serial: this.#count });
    await client.create(EVENT, event, { signal, fieldManager: 'docket' });
  }

  async #uidOf({ kind, namespace, name }: Transition): Promise<string> {
    const { client, uidOf, signal } = this.#options;
    const type = TYPES[kind];
    const known = uidOf(type, `${namespace}/${name}`);
    if (known !== undefined) return known;
    const { metadata } = await client.get(type, { namespace, name }, { signal });
    return metadata.uid ?? '';
  }
}

interface Report {
  readonly at: Date;
  readonly uid: string;
  readonly instance: string;
  /** Tells the Events of one instant apart. */
  readonly serial: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export function eventOf(transition: Transition, { at, uid, instance, serial }: Report): KubeObject {
  const { kind, namespace, name, to } = transition;
  const type = TYPES[kind];
  const suffix = (at.getTime() * 1_000 + (serial % 1_000)).toString(16);
  return {
    apiVersion: apiVersionOf(EVENT),
    kind: EVENT.kind,
    metadata: { namespace, name: `${name.slice(0, MAX_NAME).replace(/[-.]+$/, '')}.${suffix}` },
    eventTime: at.toISOString().replace('Z', '000Z'),
    reportingController: 'docket.dev/operator',
    reportingInstance: instance.slice(0, MAX_INSTANCE),
    action: kind,
    ...worded(transition),
    type: WARNINGS[kind].test(to) ? 'Warning' : 'Normal',
    regarding: { apiVersion: apiVersionOf(type), kind: type.kind, namespace, name, uid },
  } as KubeObject;
}

/** The reason as one word, and a sentence. */
function worded({ kind, from, to, reason }: Transition): { readonly reason: string; readonly note: string } {
  const before = (text = from): string => (text === undefined ? '.' : `; it was ${text}.`);
  switch (kind) {
    case 'IncidentState':
      return { reason: `State${to}`, note: `The state is ${to}, by ${SAID_BY[reason] ?? reason}${before()}` };
    case 'IncidentCompliance':
      return { reason, note: `Compliant is ${to}${before()}` };
    case 'CheckResult':
      return { reason: `Check${to}`, note: `The result is ${to}, reason ${reason}${before()}` };
    case 'SourceHealth':
    case 'SystemHealth':
    case 'RosterHealth':
      return { reason, note: `Ready is ${to.replace('/', ', reason ')}${before(from?.replace('/', ', reason '))}` };
    case 'ExceptionState':
      return { reason: `Exception${to}`, note: `The state is ${to}, reason ${reason}${before()}` };
  }
}

const SAID_BY: Readonly<Record<string, string>> = {
  Source: 'its source',
  Reporter: 'whoever reported it',
  Review: 'its review',
};
