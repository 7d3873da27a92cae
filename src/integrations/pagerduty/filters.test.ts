// Services, teams and urgencies of the spec: what they select. A name that matches nothing never selects everything.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';
import { type PagerDutyConfig } from './index.ts';

let stage: PagerDutyStage;
beforeEach(async () => {
  stage = await stagePagerDuty();
  const { account } = stage.server;
  for (const [id, name] of [
    ['PMAIL01', 'Mail'],
    ['PMAIL02', 'Mail (old)'],
    ['PWEB001', 'Web & Shop'],
    ['PODD001', 'PWEB001'],
  ] as const)
    account.addService(name, id);
  account.addTeam('Engineering', 'PENG001');
  account.addTeam('Operations', 'POPS001');
  account.trigger({ id: 'QMAIL', service: 'Mail', teams: ['Engineering'] });
  account.trigger({ id: 'QOLD', service: 'Mail (old)', urgency: 'low' });
  account.trigger({ id: 'QWEB', service: 'Web & Shop', teams: ['Operations', 'Engineering'], urgency: 'low' });
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('what is selected', () => {
  it.each<[string, Partial<PagerDutyConfig>, string[], string[]]>([
    ['no filter', {}, ['QMAIL', 'QOLD', 'QWEB'], []],
    ['empty lists are no filter', { services: [], teams: [], urgencies: [] }, ['QMAIL', 'QOLD', 'QWEB'], []],
    ['a service by name', { services: ['Mail'] }, ['QMAIL'], []],
    ['by id', { services: ['PMAIL02'] }, ['QOLD'], []],
    ['a name with an ampersand', { services: ['Web & Shop'] }, ['QWEB'], []],
    ['several', { services: ['Mail', 'PMAIL02'] }, ['QMAIL', 'QOLD'], []],
    ['an id goes before a name that looks like it', { services: ['PWEB001'] }, ['QWEB'], []],
    ['in another case: no match', { services: ['mail'] }, [], ['mail']],
    ['part of a name: no match', { services: ['Web'] }, [], ['Web']],
    ['one of two', { services: ['Mail', 'Nope'] }, ['QMAIL'], ['Nope']],
    ['none of one: nothing, not everything', { services: ['Nope'] }, [], ['Nope']],
    ['an id that is none: nothing', { services: ['PNOSUCH'] }, [], ['PNOSUCH']],
    ['a team', { teams: ['Engineering'] }, ['QMAIL', 'QWEB'], []],
    ['a team by id', { teams: ['POPS001'] }, ['QWEB'], []],
    ['no such team', { teams: ['Sales'] }, [], ['Sales']],
    ['service and team', { services: ['Mail', 'Web & Shop'], teams: ['Operations'] }, ['QWEB'], []],
    ['a service, and no such team', { services: ['Mail'], teams: ['Sales'] }, [], ['Sales']],
    ['an urgency', { urgencies: ['Low'] }, ['QOLD', 'QWEB'], []],
    ['both urgencies', { urgencies: ['High', 'Low'] }, ['QMAIL', 'QOLD', 'QWEB'], []],
    ['all three', { services: ['Web & Shop'], teams: ['Engineering'], urgencies: ['Low'] }, ['QWEB'], []],
  ])('%s', async (_name, config, want, unmatched) => {
    const source = stage.open(config);
    expect(await source.probe(never)).toEqual({ missingScopes: [], unmatched });
    expect([...source.degraded]).toEqual([]);
    const { created, open, complete } = await pullAll(source);
    expect(complete).toBe(true);
    expect([...created.keys()].sort()).toEqual(want);
    expect([...open.keys()].sort()).toEqual(want);
    const looked = await lookupAll(source, ['QMAIL', 'QOLD', 'QWEB']);
    const inScope = [...looked].filter(([, found]) => found.kind === 'found' && found.inScope).map(([id]) => id);
    expect(inScope.sort()).toEqual(want);
  });
});

it('finds a service by name on the eleventh page', async () => {
  for (let n = 0; n < 1050; n++) stage.server.account.addService(`Shop ${String(n).padStart(4, '0')}`);
  stage.server.account.addService('Shop');
  stage.server.account.addService('~ Shop');
  stage.server.account.trigger({ id: 'QSHOP', service: '~ Shop' });
  expect([...(await pullAll(stage.open({ services: ['~ Shop'] }))).created.keys()]).toEqual(['QSHOP']);
});

it('looks names up once per sync, and again at the next sync', async () => {
  const source = stage.open({ services: ['Mail'] });
  await source.probe(never);
  await pullAll(source);
  await lookupAll(source, ['QMAIL']);
  expect(stage.server.requests.filter(({ path }) => path === '/services').length).toBe(1);
  await pullAll(stage.open({ services: ['Mail'] }));
  expect(stage.server.requests.filter(({ path }) => path === '/services').length).toBe(2);
});

it('retries a failed look-up of names', async () => {
  stage.server.failNext({ path: '/services' }, { kind: 'status', status: 500 });
  const source = stage.open({ services: ['Mail'] });
  await expect(pullAll(source)).rejects.toMatchObject({ kind: 'unavailable' });
  expect((await pullAll(source)).created.size).toBe(1);
});

describe('what the plan does not include or the credential may not read', () => {
  it('no teams in the plan: the names match nothing, and are reported as unmatched', async () => {
    stage.server.plan = { ...stage.server.plan, teams: false };
    const source = stage.open({ teams: ['Engineering'] });
    expect(await source.probe(never)).toMatchObject({ unmatched: ['Engineering'] });
    expect([...source.degraded]).toEqual(['teams']);
    expect((await pullAll(source)).created.size).toBe(0);
  });

  it('no look-up of services: an id is taken as it is, a name is an error', async () => {
    stage.server.failNext(({ path }) => path.startsWith('/services'), { kind: 'status', status: 403 }, 99);
    const source = stage.open({ services: ['PMAIL01'] });
    expect(await source.probe(never)).toMatchObject({ unmatched: [] });
    expect([...source.degraded]).toEqual(['services']);
    expect([...(await pullAll(source)).created.keys()]).toEqual(['QMAIL']);
    const error: unknown = await pullAll(stage.open({ services: ['Mail'] })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toContain('lacks services.read');
  });
});
