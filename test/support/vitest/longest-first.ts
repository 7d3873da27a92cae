// In which order the files of a group begin: those that take longest first, as they mostly wait and would else be left alone at the end.
// vitest goes by the names of projects, and then by the sizes of files, which says nothing of how long one waits. Leaves the
// order of the groups, and what a file does, alone.

import { BaseSequencer, type TestSequencer, type TestSpecification, type Vitest } from 'vitest/node';

/** Ends of paths, by how long they were seen to take; the others follow as vitest has them. */
const LONGEST = [
  'e2e/failover.test.ts',
  'cluster/principles.rest.test.ts',
  'cluster/reflector-faults.test.ts',
  'cluster/judgement.rest.test.ts',
  'cluster/control-plane.test.ts',
  'contract/crash-points.test.ts',
  'contract/effects-crash-points.test.ts',
  'e2e/readme.test.ts',
  'e2e/slice.test.ts',
  'cluster/apiserver-restart.test.ts',
] as const;

export class LongestFirst implements TestSequencer {
  readonly #base: BaseSequencer;

  constructor(ctx: Vitest) {
    this.#base = new BaseSequencer(ctx);
  }

  shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    return this.#base.shard(files);
  }

  async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await this.#base.sort(files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || placeOf(a) - placeOf(b));
  }
}

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((end) => moduleId.endsWith(`/${end}`));
  return place < 0 ? LONGEST.length : place;
}
