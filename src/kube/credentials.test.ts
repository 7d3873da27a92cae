import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeClock, settle } from '../../test/support/time/fake-clock.ts';
import { createCredentials, type Credentials } from './credentials.ts';

const of = (token: string, ca = 'ca'): Credentials => ({ headers: { authorization: `Bearer ${token}` }, tls: { ca } });

/** Returns the present `next`; `reads` lists the `fresh` of each call. */
function source(first: Credentials) {
  const clock = new FakeClock();
  const state = { next: (): Promise<Credentials> => Promise.resolve(first), reads: [] as boolean[] };
  const credentials = createCredentials((fresh) => {
    state.reads.push(fresh);
    return state.next();
  }, clock);
  return { clock, state, credentials };
}

describe('credentials', () => {
  it('are read again after ten seconds, and stay the same object while nothing changes', async () => {
    const { clock, state, credentials } = source(of('a'));
    const first = await credentials.current();
    await clock.advance(9_999);
    expect(await credentials.current()).toBe(first);
    expect(state.reads).toEqual([false]);
    await clock.advance(1);
    state.next = () => Promise.resolve(of('a'));
    expect(await credentials.current()).toBe(first);
    expect(state.reads).toEqual([false, false]);
  });

  it('keep the TLS material when only the token changes, so that connections are kept', async () => {
    const { clock, state, credentials } = source(of('a'));
    const first = await credentials.current();
    await clock.advance(10_000);
    state.next = () => Promise.resolve(of('b'));
    const second = await credentials.current();
    expect(second.headers).toEqual({ authorization: 'Bearer b' });
    expect(second.tls).toBe(first.tls);
  });

  it('get new TLS material when the CA changes', async () => {
    const { clock, state, credentials } = source(of('a'));
    const first = await credentials.current();
    await clock.advance(10_000);
    state.next = () => Promise.resolve(of('a', 'other'));
    expect((await credentials.current()).tls).not.toBe(first.tls);
  });

  it('are read once for all callers that ask at the same time', async () => {
    const { state, credentials } = source(of('a'));
    const all = await Promise.all(Array.from({ length: 10 }, () => credentials.current()));
    expect(new Set(all).size).toBe(1);
    expect(state.reads).toEqual([false]);
  });

  it('that cannot be read the first time give the reason, and are read again at the next call', async () => {
    const { state, credentials } = source(of('a'));
    state.next = () => Promise.reject(new Error('no such file'));
    await expect(credentials.current()).rejects.toThrow('no such file');
    state.next = () => Promise.resolve(of('a'));
    expect(await credentials.current()).toEqual(of('a'));
  });

  it('stay in use when they cannot be read again: the server judges them', async () => {
    const { clock, state, credentials } = source(of('a'));
    const first = await credentials.current();
    await clock.advance(10_000);
    state.next = () => Promise.reject(new Error('no such file'));
    expect(await credentials.current()).toBe(first);
    await expect(credentials.renew(first)).rejects.toThrow('no such file');
  });

  it('of a plugin that hangs fail after a minute', async () => {
    const { clock, state, credentials } = source(of('a'));
    state.next = () => new Promise(() => undefined);
    const asked = credentials.current().catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(await asked).toMatchObject({ message: 'reading the credentials took more than 60 s' });
  });

  it('are not awaited after an abort; other callers still get them', async () => {
    const { state, credentials } = source(of('a'));
    const { promise, resolve } = Promise.withResolvers<Credentials>();
    state.next = () => promise;
    const abort = new AbortController();
    const impatient = credentials.current(abort.signal).catch((error: unknown) => error);
    const patient = credentials.current();
    abort.abort(new Error('stopping'));
    expect(await impatient).toMatchObject({ message: 'stopping' });
    resolve(of('a'));
    expect(await patient).toEqual(of('a'));
  });
});

it('a failure after every caller has given up is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const { state, credentials } = source(of('a'));
  state.next = () => Promise.reject(new Error('the exec plugin failed'));
  await expect(credentials.current(AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping');
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(unhandled).toEqual([]);
});

describe('a renewal', () => {
  it('returns the present credentials if they are not the refused ones', async () => {
    const { state, credentials } = source(of('a'));
    const refused = await credentials.current();
    state.next = () => Promise.resolve(of('b'));
    const renewed = await credentials.renew(refused);
    expect(renewed).toEqual(of('b'));
    expect(await credentials.renew(refused)).toBe(renewed);
    expect(state.reads).toEqual([false, true]);
  });

  it('that brings nothing new is not repeated for five seconds, so that not every request starts a plugin', async () => {
    const { clock, state, credentials } = source(of('a'));
    const refused = await credentials.current();
    for (let i = 0; i < 5; i++) expect(await credentials.renew(refused)).toBeUndefined();
    expect(state.reads).toEqual([false, true]);
    await clock.advance(5_000);
    expect(await credentials.renew(refused)).toBeUndefined();
    expect(state.reads).toEqual([false, true, true]);
  });

  it('that fails is not repeated for five seconds either', async () => {
    const { clock, state, credentials } = source(of('a'));
    const refused = await credentials.current();
    state.next = () => Promise.reject(new Error('the plugin failed'));
    await expect(credentials.renew(refused)).rejects.toThrow('the plugin failed');
    expect(await credentials.renew(refused)).toBeUndefined();
    await clock.advance(5_000);
    await expect(credentials.renew(refused)).rejects.toThrow('the plugin failed');
    expect(state.reads).toEqual([false, true, true]);
  });

  it('does not use a read that began before the refusal', async () => {
    const { clock, state, credentials } = source(of('old'));
    const refused = await credentials.current();
    await clock.advance(10_000);
    const { promise, resolve } = Promise.withResolvers<Credentials>();
    state.next = () => promise;
    const stale = credentials.current();
    const renewing = credentials.renew(refused);
    await settle(1);
    state.next = () => Promise.resolve(of('new'));
    resolve(of('old'));
    expect(await stale).toBe(refused);
    expect(await renewing).toEqual(of('new'));
    expect(state.reads).toEqual([false, false, true]);
  });
});
