// Judgement: what one changed incident, one changed review and one passed deadline cost under two hundred checks of all types with 10,000
// incidents, over what each costs with 1,000. Both worlds are in one process and are changed in turns, so that the ratio does not
// depend on the machine; twins are changed, so that the work is the same.

import type { Incident } from '../src/api/v1alpha1/incident.gen.ts';
import { reviewRow } from '../src/compliance/reviews/review-row.ts';
import { incidentRow } from '../src/compliance/rows.ts';
import type { Benchmark } from './benchmark.ts';
import { JudgedWorld, type Work } from './support/judged-world.ts';
import { inTurns, median, scaled } from './support/statistics.ts';
import { traitOf, worldIncident, worldReview } from './support/world/incidents.ts';
import { numbersWith, twins, type WorldSize } from './support/world/world.ts';

const SMALL = 1_000;
/** The smallest world that has an incident of each sort. */
const MIN_PERIOD = 50;
/** Incidents of the larger world for one of the smaller. */
const TIMES = 10;
const ROUNDS = 41;
/** Changes per round: a single one is too short to measure. */
const CHANGES = 20;

export const judgement: Benchmark = {
  about: `one changed incident, one changed review and one passed deadline under 200 checks of all types, at ${TIMES * SMALL} incidents, against ${SMALL}`,
  goals: {
    incident_cpu_10k_vs_1k: { goal: 1.2, better: 'lower' },
    review_cpu_10k_vs_1k: { goal: 1.2, better: 'lower' },
    deadline_cpu_10k_vs_1k: { goal: 1.2, better: 'lower' },
  },
  async run({ scale, say }) {
    const rounds = scaled(ROUNDS, scale, 3);
    const period = scaled(SMALL, scale, MIN_PERIOD);
    const warmUp = scaled(WARM_UP, scale, 1);
    const size = { period, ticking: (rounds + warmUp) * CHANGES };
    const small = new JudgedWorld({ ...size, incidents: period });
    const large = new JudgedWorld({ ...size, incidents: TIMES * period });
    const ratio = async (what: string, changes: (world: JudgedWorld, size: WorldSize, round: number) => Change[]) => {
      const cost = (world: JudgedWorld, incidents: number) => (round: number) =>
        timed(world, changes(world, { ...size, incidents }, round));
      const pairs = await inTurns(rounds + warmUp, cost(large, TIMES * period), cost(small, period));
      const counted = pairs.slice(warmUp);
      for (const { a, b } of counted) assertSameWork(what, a.work, b.work);
      const [atLarge, atSmall] = [median(counted.map(({ a }) => a.us)), median(counted.map(({ b }) => b.us))];
      say(`${what}: ${atLarge.toFixed(0)} us at the larger size, ${atSmall.toFixed(0)} us at the smaller`);
      return median(counted.map(({ a, b }) => a.us / b.us));
    };
    return {
      incident_cpu_10k_vs_1k: await ratio('a changed incident', incidentChanges),
      review_cpu_10k_vs_1k: await ratio('a changed review', reviewChanges),
      deadline_cpu_10k_vs_1k: await ratio('a passed deadline', deadlines),
    };
  },
};

/** Rounds that do not count. */
const WARM_UP = 5;

/** Something that happens to a world. */
type Change = () => void;

interface Cost {
  /** Microseconds of this thread's processor time per change. */
  readonly us: number;
  readonly work: Work;
}

/** Everything that follows from a change is done before the next one, and counts. */
function timed(world: JudgedWorld, changes: readonly Change[]): Cost {
  const total: Work = { checks: 0, incidents: 0, others: 0 };
  const started = process.threadCpuUsage();
  for (const change of changes) {
    change();
    const work = world.catchUp();
    total.checks += work.checks;
    total.incidents += work.incidents;
    total.others += work.others;
  }
  const { user, system } = process.threadCpuUsage(started);
  return { us: (user + system) / changes.length, work: total };
}

function assertSameWork(what: string, a: Work, b: Work): void {
  const isSame = a.checks === b.checks && a.incidents === b.incidents && a.others === b.others;
  if (!isSame) throw new Error(`${what} is not the same work in both worlds: ${JSON.stringify([a, b])}`);
  if (a.checks === 0) throw new Error(`${what} changed nothing`);
}

/** Each of the incidents is resolved, or reopened, and then changed back. */
function incidentChanges(world: JudgedWorld, size: WorldSize, round: number): Change[] {
  const any = numbersWith(size, () => true);
  return twins(size, CHANGES / 2, any, round).flatMap((number) => {
    const trait = traitOf(number, size.period);
    const [before, after] = [trait.isOpen, !trait.isOpen].map((isOpen) => worldIncident(number, trait, isOpen));
    const { status } = world.withStatus(before as Incident);
    return [after, before].map((incident) => {
      const row = incidentRow(newer({ ...(incident as Incident), ...(status && { status }) }));
      return () => world.stores.incidents.upsert(row);
    });
  });
}

/** The assessment of each of the reviews is changed, and then changed back. */
function reviewChanges(world: JudgedWorld, size: WorldSize, round: number): Change[] {
  const reviewed = numbersWith(size, ({ isReviewed }) => isReviewed);
  return twins(size, CHANGES / 2, reviewed, round).flatMap((number) => {
    const trait = traitOf(number, size.period);
    return [1 + (round % 3), 0].map((turn) => {
      const row = reviewRow(newer(worldReview(number, trait, turn)));
      return () => world.stores.reviews.upsert(row);
    });
  });
}

/** The clock moves to the next instant at which a verdict changes. */
function deadlines(world: JudgedWorld): Change[] {
  return Array.from({ length: CHANGES }, () => () => world.clock.moveTo(world.nextChangeAt()));
}

let versions = 1;

/** The object as a cluster sends it after a write. */
function newer<T extends { readonly metadata: object }>(object: T): T {
  const version = ++versions;
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version), generation: version } };
}
