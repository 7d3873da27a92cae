// Long walks of an editor, on a real API server: 2,000 edits each.

import { it } from 'vitest';
import { useTeam } from '../../support/adversary/people.ts';
import { expectWalk } from '../../support/adversary/walk.ts';

const team = useTeam();

it.each([7, 1_414, 20_261_130])(
  '2,000 random edits of an editor turn no known failure green and delete no record, seed %i',
  (seed) => expectWalk(team(), { edits: 2_000, seed }),
  900_000,
);
