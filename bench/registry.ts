// Every benchmark by its name, in the order in which they run.

import type { Benchmark } from './benchmark.ts';
import { changeCost } from './change-cost.ts';
import { coldStart } from './cold-start.ts';
import { ingest } from './ingest.ts';
import { ingestMemory } from './ingest-memory.ts';
import { judgement } from './judgement.ts';
import { memory } from './memory.ts';
import { receipt } from './receipt.ts';
import { repoll } from './repoll.ts';
import { largeScrape, scrape } from './scrape.ts';
import { waiting } from './waiting.ts';
import { writes } from './writes.ts';

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'change-cost': changeCost,
  judgement,
  scrape,
  'large-scrape': largeScrape,
  memory,
  writes,
  repoll,
  ingest,
  'ingest-memory': ingestMemory,
  waiting,
  receipt,
  'cold-start': coldStart,
};
