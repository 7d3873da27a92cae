// Change cost: what one changed incident costs under 200 checks with 50,000 incidents in the tally over what it costs with 1,000.

import type { Benchmark } from './benchmark.ts';
import { measureChangeCost } from './tally.ts';
import { scaled } from './support/statistics.ts';

const ROUNDS = 41;

export const changeCost: Benchmark = {
  about: 'one changed incident under 200 checks at 50,000 incidents, against one at 1,000',
  goals: { change_cost_50k_vs_1k: { goal: 1.2, better: 'lower' } },
  run({ scale, say }) {
    const cost = measureChangeCost(scaled(ROUNDS, scale, 5));
    say(`${cost.change_us_50k.toFixed(1)} us at 50,000, ${cost.change_us_1k.toFixed(1)} us at 1,000`);
    return Promise.resolve({ change_cost_50k_vs_1k: cost.change_cost_50k_vs_1k });
  },
};
