// The controller of replies: tells whoever reported an incident by mail its name, once, where the source says so. Looks after the part `replies`
// of an Incident's status; the Incident controller keeps it. Woken by a change of the incident and of its source.

import { INCIDENT, SECRET } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import { writesStatus } from '../../api/permissions.ts';
import type { Incident, IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { Controller } from '../../runtime/controller.ts';
import { createControllerOfMany } from '../../runtime/controller-of-many.ts';
import type { ControllerDescriptor, ControllerParts } from '../descriptor.ts';
import { isAnswered, type ReplyEffect, replyKey, revisionOf } from './effects.ts';
import { plan, type ReplyObservation } from './plan.ts';
import { replyPorts } from './ports.ts';

/** Attempts run beside the workers. */
const WORKERS = 2;

export const reply: ControllerDescriptor = {
  permissions: [
    { type: INCIDENT, verbs: ['get'], why: 'The whole object is read before its status is written.' },
    writesStatus(INCIDENT),
    {
      type: SECRET,
      verbs: ['get'],
      why: 'The login that replies are sent with, by name, in the namespace of the source.',
    },
  ],
  create: createReplyController,
};

function createReplyController({ shell, caches, ...parts }: ControllerParts): Controller {
  const { client, clock } = shell;
  const { sources, incidents } = caches;
  const sourceOf = (row: IncidentRow) => sources.get(`${row.namespace}/${row.source ?? ''}`)?.object;
  const isCandidate = (row: IncidentRow): boolean => isAnswered(sourceOf(row), row, clock.now().getTime());
  const candidates = function* (): Generator<string, void> {
    if (![...sources.list()].some(({ object }) => object.spec.mailbox?.reply === 'Enabled')) return;
    for (const row of incidents.list()) if (isCandidate(row)) yield keyOf(row);
  };
  const observe = async function* (key: string, signal: AbortSignal): AsyncGenerator<ReplyObservation, void> {
    const row = incidents.get(key);
    const source = row && sourceOf(row);
    if (row?.externalID === undefined || source === undefined || !isCandidate(row)) return;
    const { namespace, name, externalID } = row;
    const incident = await unlessNotFound(client.get<Incident>(INCIDENT, { namespace, name }, { signal }));
    if (incident === undefined) return;
    const of = source.metadata.name;
    const effect: ReplyEffect = {
      kind: 'Reply',
      key: replyKey(namespace, of, externalID),
      lane: `${namespace}/${of}`,
      revision: revisionOf(source),
      ...{ namespace, source: of, externalID, name },
    };
    yield { effect, resourceVersion: incident.metadata.resourceVersion ?? '', stored: incident.status };
  };
  const { controller, wake } = createControllerOfMany<ReplyObservation, ReplyEffect>(
    {
      ...shell,
      observe,
      plan,
      workers: WORKERS,
      effects: {
        ports: replyPorts({ ...parts, client, sources, clock }),
        statusOf: ({ stored }) => stored,
        recordsIn: ({ replies = [] }: IncidentStatus = {}) => replies,
        wanted: ({ effect }) => [effect],
      },
    },
    candidates,
  );
  incidents.onChange((_before, after) => {
    if (after !== undefined && isCandidate(after)) wake(keyOf(after));
  });
  sources.onChange((before, after) => {
    const isNews = after !== undefined && (before && revisionOf(before.object)) !== revisionOf(after.object);
    if (isNews) for (const key of candidates()) wake(key);
  });
  return controller;
}
