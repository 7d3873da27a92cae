// Writes: how many requests that change something follow from one changed incident, one changed review and one passed deadline under two
// hundred checks of all types with 10,000 incidents, over how many with 1,000. A whole operator on an embedded cluster each; twins are
// changed, and after each change the clock is moved until nothing is left to do, as a check's status waits for its second.

import type { Benchmark } from './benchmark.ts';
import { StagedWorld } from './support/staged-world.ts';
import { scaled } from './support/statistics.ts';
import { traitOf, worldIncident, worldReview } from './support/world/incidents.ts';
import { numbersWith, twins, type WorldSize } from './support/world/world.ts';

const SMALL = 1_000;
/** The smallest world that has an incident of each sort. */
const MIN_PERIOD = 50;
/** Incidents of the larger world for one of the smaller. */
const TIMES = 10;
/** Changes of each sort. */
const CHANGES = 20;

export const writes: Benchmark = {
  about: `API writes that follow from one changed incident, one changed review and one passed deadline under 200 checks of all types, at ${TIMES * SMALL} incidents, against ${SMALL}`,
  goals: {
    writes_per_changed_incident_10k_vs_1k: { goal: 1, better: 'lower' },
    writes_per_changed_review_10k_vs_1k: { goal: 1, better: 'lower' },
    writes_per_passed_deadline_10k_vs_1k: { goal: 1, better: 'lower' },
  },
  async run({ scale, say }) {
    const period = scaled(SMALL, scale, MIN_PERIOD);
    const changes = scaled(CHANGES, scale, 3);
    const count = async (incidents: number): Promise<Counted> => {
      const size = { incidents, period, ticking: changes };
      say(`bringing ${incidents} incidents into an embedded cluster`);
      await using world = await StagedWorld.start(size);
      const counted = await countWrites(world, size);
      for (const [sort, number] of Object.entries(counted)) say(`${sort}: ${(number / changes).toFixed(1)} writes`);
      return counted;
    };
    const small = await count(period);
    const large = await count(TIMES * period);
    return {
      writes_per_changed_incident_10k_vs_1k: large.incident / small.incident,
      writes_per_changed_review_10k_vs_1k: large.review / small.review,
      writes_per_passed_deadline_10k_vs_1k: large.deadline / small.deadline,
    };
  },
};

/** Writes that followed from as many changes of each sort as there are ticking incidents. */
type Counted = Readonly<Record<'incident' | 'review' | 'deadline', number>>;

async function countWrites(world: StagedWorld, size: WorldSize): Promise<Counted> {
  const after = async (changes: ReadonlyArray<() => Promise<void>>): Promise<number> => {
    let total = 0;
    for (const change of changes) {
      await change();
      total += await world.settle();
    }
    return total;
  };
  const any = numbersWith(size, () => true);
  const reviewed = numbersWith(size, ({ isReviewed }) => isReviewed);
  const turned = (number: number) => worldReview(number, traitOf(number, size.period), 1);
  return {
    incident: await after(twins(size, size.ticking, any).map((number) => () => world.edit(toggled(number, size)))),
    review: await after(twins(size, size.ticking, reviewed).map((number) => () => world.edit(turned(number)))),
    deadline: await after(Array.from({ length: size.ticking }, (_, tick) => () => world.passDeadline(tick))),
  };
}

/** The incident resolved, or reopened. */
function toggled(number: number, { period }: WorldSize) {
  const trait = traitOf(number, period);
  return worldIncident(number, trait, !trait.isOpen);
}
