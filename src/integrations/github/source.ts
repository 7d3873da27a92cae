// One opened source: the scope is resolved once per sync, then parts are read, or findings looked up.

import { mapConcurrently } from '../kit/concurrency.ts';
import type { ChangesSource, SourceContext } from '../provider.ts';
import { readSource } from './changes.ts';
import type { GitHubConfig } from './config.ts';
import { lookUp } from './lookup.ts';
import { labelParams, partsOf } from './parts.ts';
import { missingPermissions } from './permissions.ts';
import { resolveScope, type Scope } from './scope.ts';
import type { Session } from './session.ts';

/** GitHub asks for few requests at once. */
const LOOKUP_WIDTH = 2;
const MAX_UNMAPPED = 50;

export function createSource(session: Session, context: SourceContext<GitHubConfig>): ChangesSource {
  const { config, severityMap, dataPolicy, dataLossWords } = context;
  const unmapped = new Set<string>();
  const switchedOff = new Set<string>();
  const noteUnmapped = (value: string | undefined): void => {
    if (value !== undefined && unmapped.size < MAX_UNMAPPED) unmapped.add(value);
  };
  const scope = scopeOnce(session, config);
  const options = { severityMap, dataPolicy, dataLossWords };
  return {
    reads: 'changes',
    openSet: 'full',
    unmappedSeverities: unmapped,
    degraded: switchedOff,
    async probe(signal) {
      signal.throwIfAborted();
      const { unmatched } = await scope(signal);
      return { missingScopes: await missingPermissions(session, config, { level: 'read', signal }), unmatched };
    },
    async *changes(request) {
      request.signal.throwIfAborted();
      const parts = partsOf(config, await scope(request.signal));
      const labels = labelParams(config);
      const noteSwitchedOff = ({ name }: { readonly name: string }, isOff: boolean): void => {
        if (isOff) switchedOff.add(name);
        else switchedOff.delete(name);
      };
      yield* readSource({ session, parts, labels, options, noteUnmapped, noteSwitchedOff }, request);
    },
    async *lookup(externalIDs, signal) {
      signal.throwIfAborted();
      const looking = { session, config, scope: await scope(signal), options, noteUnmapped };
      const ask = (id: string, own: AbortSignal) => lookUp({ ...looking, signal: own }, id);
      yield* mapConcurrently(externalIDs, { width: LOOKUP_WIDTH, signal }, ask);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

/** The next caller retries a resolution that failed. */
function scopeOnce(session: Session, config: GitHubConfig): (signal: AbortSignal) => Promise<Scope> {
  let resolved: Promise<Scope> | undefined;
  return (signal) => {
    resolved ??= resolveScope(session, config, signal).catch((error: unknown) => {
      resolved = undefined;
      throw error;
    });
    return resolved;
  };
}
