import { describe, expect, it } from 'vitest';

import { Presence } from './presence.ts';

describe('Presence', () => {
  it('holds what was said last, and tells of each change once', () => {
    const presence = new Presence();
    const told: string[] = [];
    const leave = presence.onChange((key) => told.push(key));
    presence.set('team-a/i1', 'NotFoundUpstream');
    presence.set('team-a/i1', 'NotFoundUpstream');
    expect([presence.get('team-a/i1'), told]).toEqual(['NotFoundUpstream', ['team-a/i1']]);
    presence.set('team-a/i1', 'Listed');
    leave();
    presence.set('team-a/i2', 'OutOfScope');
    expect([presence.get('team-a/i1'), told]).toEqual(['Listed', ['team-a/i1', 'team-a/i1']]);
  });

  it('knows nothing new of what it forgot: what is stored stands', () => {
    const presence = new Presence();
    presence.set('team-a/i1', 'Listed');
    presence.forget('team-a/i1');
    expect(presence.get('team-a/i1')).toBeUndefined();
  });
});
