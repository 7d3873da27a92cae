import { describe, expect, it } from 'vitest';

import { QUICK_MS, REST_MS, Standings } from './standings.ts';

const HOOK = { namespace: 'team-a', source: 'hook', expressions: '{"time":"item.at"}' };
const CHANGED = { ...HOOK, expressions: '{"time":"item.when"}' };
const OTHER = { ...HOOK, namespace: 'team-b' };

type Step = (standings: Standings) => void;
const quickly: Step = (standings) => standings.answered(HOOK, QUICK_MS);
const slowly: Step = (standings) => standings.answered(HOOK, QUICK_MS + 1);
const doubted: Step = (standings) => standings.doubted(HOOK);
const failing: Step = (standings) => standings.failed(HOOK, 0, false);

describe('a source is quick', () => {
  it.each([
    { because: 'it has shown nothing yet', steps: [], asker: HOOK, atMs: 0, want: false },
    { because: 'its last evaluation was quick', steps: [quickly], asker: HOOK, atMs: 0, want: true },
    { because: 'its last evaluation was not', steps: [quickly, slowly], asker: HOOK, atMs: 0, want: false },
    { because: 'it was slow once, and is not any more', steps: [slowly, quickly], asker: HOOK, atMs: 0, want: true },
    { because: 'it ran out of time just now', steps: [quickly, doubted], asker: HOOK, atMs: 0, want: false },
    { because: 'the thread had more to load', steps: [quickly, doubted, quickly], asker: HOOK, atMs: 0, want: true },
    { because: 'other expressions were quick', steps: [quickly], asker: CHANGED, atMs: 0, want: false },
    { because: 'another source was quick', steps: [quickly], asker: OTHER, atMs: 0, want: false },
    {
      because: 'it ran out of time, and rests',
      steps: [failing, quickly],
      asker: HOOK,
      atMs: REST_MS - 1,
      want: false,
    },
    { because: 'its rest is over', steps: [failing, quickly], asker: HOOK, atMs: REST_MS, want: true },
    { because: 'it has shown nothing since', steps: [quickly, failing], asker: HOOK, atMs: REST_MS, want: false },
  ])('$want: $because', ({ steps, asker, atMs, want }) => {
    const standings = new Standings();
    for (const step of steps) step(standings);
    expect(standings.isQuick(asker, atMs)).toBe(want);
  });

  it('no sooner with other expressions, once it ran out of time', () => {
    const standings = new Standings();
    standings.failed(HOOK, 0, false);
    standings.answered(CHANGED, 1);
    expect(standings.isQuick(CHANGED, REST_MS - 1)).toBe(false);
    expect(standings.isQuick(CHANGED, REST_MS)).toBe(true);
  });

  it('until thousands of others were noted since', () => {
    const standings = new Standings();
    quickly(standings);
    for (let index = 0; index < 5_000; index++) standings.answered({ ...HOOK, source: `s${index}` }, 1);
    expect(standings.isQuick(HOOK, 0)).toBe(false);
    expect(standings.isQuick({ ...HOOK, source: 's4999' }, 0)).toBe(true);
  });

  it('in no namespace whose sources were quick and then ran out, again and again', () => {
    const standings = new Standings();
    const asker = (source: string) => ({ ...HOOK, source });
    standings.answered(OTHER, 1);
    standings.answered(HOOK, 1);
    for (let index = 0; index < 4; index++) {
      expect(standings.isQuick(HOOK, 0), `${index}`).toBe(true);
      standings.answered(asker(`s${index}`), 1);
      standings.doubted(asker(`s${index}`));
      standings.failed(asker(`s${index}`), 0, true);
    }
    expect(standings.isQuick(HOOK, REST_MS - 1)).toBe(false);
    expect(standings.isQuick(HOOK, REST_MS)).toBe(true);
    expect(standings.isQuick(OTHER, 0)).toBe(true);
  });
});
