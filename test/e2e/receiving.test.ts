// The built program as a receiver, with the rights of config/rbac, on a real API server: two replicas behind one address while the leader is
// killed, and what a flood of forged, repeated, huge and slow requests costs.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchMemory } from '../support/processes/memory.ts';
import { times } from '../support/profile.ts';
import { anAlert, attempt, sendUntilStored } from '../support/receiving/alerts.ts';
import { flood, startSlow } from '../support/receiving/flood.ts';
import { Replicated } from '../support/receiving/replicated.ts';
import { eventually } from '../support/time/eventually.ts';

const DELIVERIES = times({ ordinary: 60, nightly: 1_000 });
const FORGED = times({ ordinary: 300, nightly: 10_000 });
const REPLAYED = times({ ordinary: 60, nightly: 1_000 });
const STREAMED_MIB = times({ ordinary: 32, nightly: 2_048 });
const SENDERS = 20;
const TIMEOUT_MS = 30_000;
const MIB = 1024 * 1024;

let replicated: Replicated;

beforeAll(async () => {
  replicated = await Replicated.start({ webhook: { signature: { preset: 'Alertmanager' }, format: 'Alertmanager' } });
});
afterAll(() => replicated[Symbol.asyncDispose]());

it(
  `stores each of ${DELIVERIES} deliveries once while the leader is killed in the middle`,
  { timeout: 300_000 },
  async () => {
    const { sending } = replicated;
    const names = Array.from({ length: DELIVERIES }, (_, index) => `alert${index}`);
    let next = 0;
    const killed = { at: Math.floor(DELIVERIES / 3), done: Promise.resolve() };
    const send = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        if (next === killed.at) killed.done = replicated.replaceLeader();
        await sendUntilStored(sending, anAlert(name));
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    await killed.done;
    const wanted = names.map((name) => `Intrusion at ${name}`).toSorted();
    await eventually(
      async () => (await replicated.incidents()).map(({ spec }) => spec.title).toSorted(),
      wanted,
      60_000,
    );
    await eventually(() => replicated.listed('deliveries'), [], TIMEOUT_MS);
  },
);

it(
  `accepts none of ${FORGED} forged requests and ${STREAMED_MIB} MiB, nothing new of ${REPLAYED} repeated ones, and holds its memory`,
  { timeout: 600_000 },
  async () => {
    const { pid, ...sending } = replicated.sendingToFirst;
    expect(await attempt(sending, anAlert('genuine'))).toBe(200);
    await eventually(() => replicated.listed('deliveries'), [], TIMEOUT_MS);
    const stored = (await replicated.incidents()).length;
    expect(stored).toBeGreaterThan(0);
    // The first requests of every kind load code and fill pools.
    await flood(sending, { forged: 300, replayed: 100, mib: 128 });
    const memory = watchMemory(pid);
    const slow = startSlow(sending, 100);
    const codes = await flood(sending, { forged: FORGED, replayed: REPLAYED, mib: STREAMED_MIB });
    for (const socket of slow) socket.destroy();
    const { before, peak } = memory.stop();
    process.stdout.write(
      `receiver: ${((peak - before) / MIB).toFixed(1)} MiB more at its peak (${(before / MIB).toFixed(0)} before)\n`,
    );
    expect(codes).toMatchObject({ forged: [401], replayed: [200] });
    // Who goes on sending may find the connection closed before it has read the answer; and many at once are too many.
    expect(codes.huge).toContain(413);
    expect(codes.huge.filter((code) => code !== 413 && code !== 503 && !Number.isNaN(code))).toEqual([]);
    expect((await replicated.incidents()).length).toBe(stored);
    expect(await replicated.listed('deliveries')).toEqual([]);
    expect(peak - before).toBeLessThanOrEqual(20 * MIB);
  },
);
