// Hints: each names an incident that is read again at the vendor by its id. What the sender said of it counts for nothing. A vendor that
// does not answer is asked again for some minutes; the next sync reads it anyway. Writes nothing itself.

import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import { SourceError, isTransient } from '../../integrations/ports/failure.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import { readSecret } from '../credentials.ts';
import { recordedIn } from './desired.ts';
import type { Applying, Intake, IntakeDeps } from './intake-deps.ts';
import { openContext, refusalOf } from './opening.ts';
import { Storing } from './storing.ts';
import { NOT_WHOLE } from './whole.ts';

/** Longer than the shortest interval of a source, so that a hint that is given up was covered by a sync. */
const GIVE_UP_MS = 10 * 60 * 1000;
const RETRY_MS = 2_000;

export async function* lookUpHints(deps: IntakeDeps, applying: Applying): Intake<void> {
  const { source, chosen, batch, isMore } = applying;
  const deliveries = batch.filter(({ spec }) => spec.items.some(({ kind }) => kind === 'Hint'));
  if (source.spec.suspend !== true) {
    const answer = await askVendor(deps, applying, idsIn(deliveries));
    if (answer.kind === 'later' && !isOverdue(deps, deliveries)) return void (yield { kind: 'wait', ms: answer.ms });
    if (answer.kind === 'found') yield* new Storing(deps).store(source, chosen.name, answer.records);
  }
  yield { kind: 'applied', deliveries, isMore: isMore || deliveries.length < batch.length };
}

type Answer =
  | { readonly kind: 'found'; readonly records: readonly IncidentRecord[] }
  | { readonly kind: 'later'; readonly ms: number }
  /** Only a change of the source or its Secret helps. Its next sync says so. */
  | { readonly kind: 'refused' };

async function askVendor(deps: IntakeDeps, applying: Applying, ids: readonly string[]): Promise<Answer> {
  try {
    return await lookUp(deps, applying, ids);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return isTransient(error.kind) ? { kind: 'later', ms: error.retryAfterMs ?? RETRY_MS } : { kind: 'refused' };
  }
}

async function lookUp(deps: IntakeDeps, applying: Applying, ids: readonly string[]): Promise<Answer> {
  const { source, chosen, signal } = applying;
  if (refusalOf(deps, source, chosen) !== undefined) return { kind: 'refused' };
  const credential = { namespace: source.metadata.namespace ?? '', name: source.spec.secretRef?.name };
  const secret = await readSecret(deps.client, credential, chosen.secretKeys, signal);
  if (secret.kind !== 'read') return { kind: 'refused' };
  await using opened = chosen.open(
    openContext(deps, source, chosen, { secret: secret.data, signal, whole: NOT_WHOLE }),
  );
  const rowOf = recordedIn(deps, source, chosen.name);
  const records: IncidentRecord[] = [];
  for await (const found of opened.lookup(ids, signal)) {
    // What the source does not select is kept up to date where it is on record, and is not made new.
    const isWanted = found.kind === 'found' && (found.inScope || rowOf(found.record.externalID) !== undefined);
    if (isWanted) records.push(found.record);
  }
  return { kind: 'found', records };
}

function idsIn(deliveries: readonly Delivery[]): string[] {
  const ids = deliveries.flatMap(({ spec }) => spec.items.flatMap(({ externalID }) => externalID ?? []));
  return [...new Set(ids)];
}

function isOverdue({ clock }: IntakeDeps, deliveries: readonly Delivery[]): boolean {
  const oldestMs = Math.min(...deliveries.map(({ spec }) => Date.parse(spec.receivedAt)));
  return clock.now().getTime() - oldestMs > GIVE_UP_MS;
}
