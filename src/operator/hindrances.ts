// Whether something keeps the operator from its work, by namespace, and what of stored results may be shown meanwhile. Reads the caches
// and the rights that were refused; writes nothing.

import { DOCKET_KINDS, SELF_SUBJECT_ACCESS_REVIEW } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Clock } from '../base/clock.ts';
import { type Hindrance, rightMissing, UNREADABLE } from '../compliance/hindrance.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Hindrances } from '../controllers/descriptor.ts';
import { describeRight, type Right, Rights } from '../runtime/rights.ts';
import type { ShownResults } from '../metrics/state.ts';
import type { Caches } from './caches.ts';

/** The kinds that the operator follows and writes. What it lacks of others (a Secret) concerns the object that names it. */
const OWN = new Set(DOCKET_KINDS.map(({ group }) => group));
/** A watch is interrupted by every upgrade: of what is read, only what could not be read for minutes counts. */
const READING = new Set(['list', 'watch']);

export function createHindrances(caches: Caches, rights: Rights): Hindrances & ShownResults {
  const hindranceIn = (namespace: string): Hindrance | undefined => {
    const missing = rights.missing.find((right) => concerns(right, namespace, caches.hasGaps));
    if (missing !== undefined) return rightMissing(describeRight(missing));
    return caches.synced ? undefined : UNREADABLE;
  };
  const ofResults = (namespace: string): Hindrance | undefined =>
    hindranceIn(namespace) ?? (caches.hasGaps ? UNREADABLE : undefined);
  return {
    in: hindranceIn,
    ofResults,
    onChange(listener) {
      rights.onChange(listener);
      caches.onGaps(listener);
    },
    get isUnread() {
      return !caches.synced;
    },
    get isShown() {
      return caches.synced || caches.hasGaps;
    },
    shownResult({ metadata: { namespace = '' }, status }) {
      const stored = status?.result ?? 'Unknown';
      if (stored === 'Failing' || stored === 'NotActive') return stored;
      return ofResults(namespace) === undefined ? stored : 'Unknown';
    },
  };
}

function concerns({ verb, group, namespace: its }: Right, namespace: string, hasGaps: boolean): boolean {
  if (!OWN.has(group) || (its !== undefined && its !== namespace)) return false;
  return hasGaps || !READING.has(verb);
}

interface AccessReview extends KubeObject {
  readonly spec: { readonly resourceAttributes: Readonly<Record<string, string>> };
  readonly status?: { readonly allowed?: boolean };
}

/** Rights that ask the API server by a SelfSubjectAccessReview, which every authenticated user may create. */
export function createRights(client: Pick<KubeClient, 'create'>, clock: Clock): Rights {
  return new Rights({
    clock,
    async isAllowed({ verb, group, resource, namespace = '' }) {
      const [plural = '', subresource = ''] = resource.split('/');
      const resourceAttributes = { verb, group, resource: plural, subresource, namespace };
      const { status } = await client.create<AccessReview>(SELF_SUBJECT_ACCESS_REVIEW, {
        apiVersion: 'authorization.k8s.io/v1',
        kind: SELF_SUBJECT_ACCESS_REVIEW.kind,
        metadata: { name: '' },
        spec: { resourceAttributes },
      });
      return status?.allowed === true;
    },
  });
}
