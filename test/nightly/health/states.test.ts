// The states of Docket's objects that the suites of this run came to, on the embedded cluster and on real API servers: kstatus, the Lua for Argo CD
// and the expressions for Flux say the same of each. It reads what the projects before it recorded (vitest.nightly.config.ts).

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DOCKET_KINDS } from '../../../src/api/kinds.ts';
import { disagreements } from '../../support/health/judges.ts';
import { statesFolder } from '../../support/health/record.ts';
import { objectOf } from '../../support/health/state.ts';

it('is the same by all three in each of 300 states and more, of every kind', async () => {
  const folder = statesFolder() ?? '';
  const lines = readdirSync(folder).flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n'),
  );
  const states = [...new Set(lines)].toSorted();
  const objects = states.map(objectOf);
  expect(states.length).toBeGreaterThanOrEqual(300);
  expect(new Set(objects.map(({ kind }) => kind))).toEqual(new Set(DOCKET_KINDS.map(({ kind }) => kind)));
  expect(await disagreements(objects)).toEqual([]);
});
