// Change cost: what one changed incident costs under 200 checks with 50,000 incidents in the tally over what it costs with 1,000.

import type { Benchmark } from './benchmark.ts';
import { FULL, measureChangeCost } from './tally.ts';
import { scaled } from './support/statistics.ts';

export const changeCost: Benchmark = {
  about: 'one changed incident under 200 checks at 50,000 incidents, against one at 1,000',
  goals: { change_cost_50k_vs_1k: { goal: 1.2, better: 'lower' } },
  run({ scale, say }) {
    const cost = measureChangeCost({
      rounds: scaled(FULL.rounds, scale, 5),
      changesPerRound: scaled(FULL.changesPerRound, scale, 100),
      sizes: [scaled(FULL.sizes[0], scale, 100), scaled(FULL.sizes[1], scale, 200)],
    });
    say(`${cost.change_us_50k.toFixed(1)} us at 50,000, ${cost.change_us_1k.toFixed(1)} us at 1,000`);
    return Promise.resolve({ change_cost_50k_vs_1k: cost.change_cost_50k_vs_1k });
  },
};
