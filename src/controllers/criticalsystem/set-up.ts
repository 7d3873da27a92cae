// Tells the memory of accounts what a system says of them: who may have one, which are expected, how they are named, which roster they are
// matched with. Costs all accounts of the system, so it is left out where nothing of that changed.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { AccessBook } from '../../compliance/access/access-book.ts';
import { compileSystem } from '../../compliance/access/system-rules.ts';
import { digestOf } from '../../compliance/digest.ts';
import type { SystemMemories } from './memory.ts';
import { rosterKeyOf } from './roster-state.ts';

export interface SetUpDeps {
  readonly access: Pick<AccessBook, 'setSystem'>;
  readonly memories: SystemMemories;
}

export function setUp({ access, memories }: SetUpDeps, system: CriticalSystem, key: string): void {
  const memory = memories.of(key);
  const { uid, generation, labels } = system.metadata;
  const accountKey = memory.accountKey?.reveal();
  const said = digestOf([uid, generation, labels, accountKey]);
  if (memory.setUp === said) return;
  memory.setUp = said;
  access.setSystem(key, { rules: compileSystem(system, accountKey), roster: rosterKeyOf(system) });
}
