// A short walk of an editor; the nightly run makes a long one.

import { it } from 'vitest';
import { useTeam } from '../../support/adversary/people.ts';
import { expectWalk } from '../../support/adversary/walk.ts';

const team = useTeam();

it('300 random edits of an editor turn no known failure green and delete no record', () =>
  expectWalk(team(), { edits: 300, seed: 14 }));
