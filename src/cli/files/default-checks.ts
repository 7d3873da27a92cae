// The default checks of the critical systems whose accounts are in the files, as the operator would create them. Those of other systems are left
// out: nothing in the files could be judged by them.

import { COMPLIANCE_CHECK, CRITICAL_SYSTEM } from '../../api/kinds.ts';
import { keyOf, type KubeObject } from '../../api/meta.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { defaultCheck, missingDefaultChecks } from '../../controllers/criticalsystem/plan-default-checks.ts';
import type { AccessFiles } from '../../judgement/offline/access.ts';

/** A check of the same name in the files stands instead. */
export function defaultChecksOf(objects: readonly KubeObject[], access: AccessFiles, now: Date): KubeObject[] {
  const keys = new Set(
    objects.filter(({ kind }) => kind === COMPLIANCE_CHECK.kind).map(({ metadata }) => keyOf(metadata)),
  );
  return objects
    .filter((object): object is CriticalSystem => object.kind === CRITICAL_SYSTEM.kind)
    .filter((system) => access(system).kind === 'Found')
    .flatMap((system) => {
      const types = missingDefaultChecks(system, (key) => keys.has(key));
      return types.map((type) => asStored(defaultCheck(system, type), now));
    });
}

function asStored(check: KubeObject, now: Date): KubeObject {
  const uid = `${check.kind}/${keyOf(check.metadata)}`;
  const stored = { uid, resourceVersion: '1', generation: 1, creationTimestamp: now.toISOString() };
  return { ...check, metadata: { ...check.metadata, ...stored } };
}
