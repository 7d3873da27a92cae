// Carries out a plan: its writes side by side, then the status, which is sent only if it differs and only after every write is
// stored. It decides nothing and hides no error. It retries only a create whose object was deleted in between.

import { keyOf, type KubeObject, type ObjectKey, type ResourceType } from '../api/meta.ts';
import type { KubeClient, WriteOptions } from '../kube/client.ts';
import {
  describeObject,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isNotFound,
  KubeError,
  unlessNotFound,
} from '../kube/errors.ts';
import { runBounded } from '../base/bounded.ts';
import { isSameJson } from '../base/json.ts';
import type { ApplyReport, ExistsDecision, Plan, Transition, Write } from './plan.ts';

/** Writes under way at once. The client limits requests in flight; this limits the writes that wait in memory. */
const MAX_WRITES_AT_ONCE = 64;
/** An object can be created, changed or deleted between two calls. If that happens more often, it is not a race but a fault. */
const MAX_ATTEMPTS = 3;

export interface ApplyOptions {
  readonly fieldManager?: string | undefined;
  readonly signal: AbortSignal;
}

/** The report, and the transitions to publish: the plan's, or none when the object was deleted before its status was stored. */
export interface Applied extends ApplyReport {
  readonly transitions: readonly Transition[];
}

type CreateWrite = Extract<Write, { kind: 'create' }>;
type PatchWrite = Extract<Write, { kind: 'patch' }>;
type DeleteWrite = Extract<Write, { kind: 'delete' }>;
type Patch = Readonly<Record<string, unknown>>;

interface Tally {
  created: number;
  patched: number;
  kept: number;
  deleted: number;
  readonly collisions: Array<{ key: ObjectKey; message: string }>;
}

/** What every write of one plan needs. */
interface WriteContext {
  readonly client: KubeClient;
  readonly options: Pick<WriteOptions, 'fieldManager' | 'isPrompt'> & {
    readonly signal: AbortSignal;
    readonly unread: true;
  };
  readonly tally: Tally;
}

/**
 * Applies a plan. If writes fail the others still finish, the status stays unwritten, and the only error, or an AggregateError with
 * the first as its cause, is thrown. Conflicts (409) surface: they mean that the plan was made from an older state.
 */
export async function applyPlan(
  client: KubeClient,
  plan: Plan,
  { fieldManager, signal }: ApplyOptions,
): Promise<Applied> {
  const { isPrompt } = plan;
  const options = { signal, unread: true, isPrompt, ...(fieldManager !== undefined && { fieldManager }) } as const;
  const tally: Tally = { created: 0, patched: 0, kept: 0, deleted: 0, collisions: [] };
  const context: WriteContext = { client, options, tally };
  const errors = await runBounded(plan.writes, (write) => performWrite(context, write), {
    limit: Math.min(MAX_WRITES_AT_ONCE, plan.writes.length),
    isStopped: () => signal.aborted,
  });
  throwFirst(errors, plan.writes.length);
  signal.throwIfAborted();
  const status = await writeStatus(context, plan);
  return { ...tally, ...status };
}

function throwFirst(errors: readonly unknown[], total: number): void {
  const [first] = errors;
  if (errors.length === 0) return;
  if (errors.length === 1) throw first;
  const reason = first instanceof Error ? first.message : String(first);
  const message = `apply plan: ${errors.length} of ${total} writes failed, the first with: ${reason}`;
  throw new AggregateError(errors, message, { cause: first });
}

function performWrite(context: WriteContext, write: Write): Promise<void> {
  switch (write.kind) {
    case 'create':
      return create(context, write);
    case 'patch':
      return patch(context, write);
    case 'delete':
      return remove(context, write);
  }
}

async function remove({ client, options, tally }: WriteContext, { type, key, uid }: DeleteWrite): Promise<void> {
  try {
    await client.delete(type, key, { ...options, uid });
    tally.deleted++;
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

async function create(context: WriteContext, write: CreateWrite): Promise<void> {
  const { client, options, tally } = context;
  for (let attempt = 1; ; attempt++) {
    try {
      await client.create(write.type, write.object, options);
      tally.created++;
      return;
    } catch (error) {
      if (isNamespaceGone(error)) throw namespaceGone(write, error);
      if (!isAlreadyExists(error)) throw error;
      if (await handleExisting(context, write)) return;
      if (attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Handles an object that has the name already. False: it was deleted in the meantime, so creating it makes sense again. */
async function handleExisting(context: WriteContext, { type, object, onExists }: CreateWrite): Promise<boolean> {
  if (onExists !== undefined) return decideAgain(context, { type, key: objectKeyOf(object), decide: onExists });
  context.tally.kept++;
  return true;
}

async function patch(context: WriteContext, { type, key, patch: content, onConflict }: PatchWrite): Promise<void> {
  const { client, options, tally } = context;
  try {
    await client.patch(type, key, content, { ...options, type: 'merge' });
    tally.patched++;
  } catch (error) {
    if (isNotFound(error)) throw deletedSince(type, key, error);
    if (!isConflict(error) || onConflict === undefined) throw error;
    if (!(await decideAgain(context, { type, key, decide: onConflict }))) throw deletedSince(type, key, error);
  }
}

/** Reported as a conflict, as it means the same: the plan was made from an older state. */
function deletedSince(type: ResourceType, key: ObjectKey, cause: unknown): KubeError {
  const message = `patch ${describeObject(type, key)} (${keyOf(key)}): it was deleted since it was read`;
  return new KubeError(message, { code: 409, reason: 'Conflict', cause });
}

/** The namespace does not exist, or is being deleted. Other 404 answers (a kind that is not served, a proxy's page) are not this. */
function isNamespaceGone(error: unknown): boolean {
  if (isNotFound(error)) return error.resource === 'namespaces';
  return isForbidden(error) && error.causes.some(({ reason }) => reason === 'NamespaceTerminating');
}

/** Reported as a conflict: the object that asked for the create is deleted with the namespace, so nobody needs to be alerted. */
function namespaceGone({ type, object }: CreateWrite, cause: unknown): KubeError {
  const message = `create ${describeObject(type, object.metadata)}: its namespace is being deleted`;
  return new KubeError(message, { code: 409, reason: 'Conflict', cause });
}

/** Reads the object and does what `decide` says; repeats that if the object changes in between. False: there is no such object. */
async function decideAgain(
  { client, options, tally }: WriteContext,
  { type, key, decide }: { type: ResourceType; key: ObjectKey; decide: (existing: KubeObject) => ExistsDecision },
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const existing = await unlessNotFound(
      client.get(type, key, { signal: options.signal, isPrompt: options.isPrompt }),
    );
    if (existing === undefined) return false;
    const decision = decide(existing);
    if (decision.kind === 'keep') tally.kept++;
    if (decision.kind === 'collision') tally.collisions.push({ key, message: decision.message });
    if (decision.kind !== 'patch') return true;
    try {
      await client.patch(type, key, atVersionOf(existing, decision.patch), { ...options, type: 'merge' });
      tally.patched++;
      return true;
    } catch (error) {
      const hasMovedOn = isConflict(error) || isNotFound(error);
      if (!hasMovedOn || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function atVersionOf({ metadata }: KubeObject, decided: Patch): Patch {
  const changed = decided['metadata'] as Patch | undefined;
  return { ...decided, metadata: { ...changed, resourceVersion: metadata.resourceVersion } };
}

type StatusOutcome = Pick<Applied, 'statusWritten' | 'transitions'>;

async function writeStatus({ client, options }: WriteContext, { status, transitions }: Plan): Promise<StatusOutcome> {
  if (status === undefined) return { statusWritten: false, transitions };
  const { type, key, resourceVersion, current } = status.target;
  if (isSameJson(current, status.next)) return { statusWritten: false, transitions };
  try {
    const update = { metadata: { ...key, resourceVersion }, status: status.next };
    await client.updateStatus(type, update, options);
    return { statusWritten: true, transitions };
  } catch (error) {
    if (isNotFound(error)) return { statusWritten: false, transitions: [] };
    throw error;
  }
}

function objectKeyOf({ metadata: { name, namespace } }: KubeObject): ObjectKey {
  return namespace === undefined ? { name } : { namespace, name };
}
