// Runs the provider contract on the fixture source, whose ConfigMap changes during the tests.

import { stringify } from 'yaml';

import { createFixture, type FixtureConfig } from '../../src/integrations/fixture/index.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { sourceContext, type TestContext } from '../support/vendors/source-context.ts';
import { describeProvider } from './provider.ts';
import { NOW, type Stage, type Upstream } from './provider-stage.ts';

interface Entry {
  readonly id: string;
  title: string;
  readonly description: string;
  readonly timeline: Array<{ at: string; state: string }>;
}

function entriesUpstream(entries: Map<string, Entry>, clock: FakeClock): Upstream {
  const step = (id: string, state: string): void => {
    entries.get(id)?.timeline.push({ at: clock.now().toISOString(), state });
  };
  return {
    create({ id, title = `Incident ${id}`, at = clock.now() }) {
      const description = 'patient 4711, jane.doe@example.com, +1-415-555-1212';
      entries.set(id, { id, title, description, timeline: [{ at: at.toISOString(), state: 'Detected' }] });
    },
    acknowledge: (id) => step(id, 'Triaging'),
    resolve: (id) => step(id, 'Resolved'),
    reopen: (id) => step(id, 'Detected'),
    remove: (id) => void entries.delete(id),
    rename(id, title) {
      const entry = entries.get(id);
      if (entry !== undefined) entry.title = title;
    },
  };
}

async function stage(): Promise<Stage> {
  const clock = new FakeClock(NOW);
  const entries = new Map<string, Entry>();
  const contexts: TestContext<FixtureConfig>[] = [];
  return {
    clock,
    upstream: entriesUpstream(entries, clock),
    // A ConfigMap has no clock, so there is no skew.
    skewUpstream: () => undefined,
    canaries: ['patient 4711', 'jane.doe', '555-1212'],
    open({ dataPolicy = 'Minimal' } = {}) {
      const data = { 'incidents.yaml': stringify([...entries.values()], { aliasDuplicateObjects: false }) };
      const config = { configMapRef: { name: 'demo' } };
      const context = sourceContext({ config, clock, dataPolicy, configMaps: { demo: data } });
      contexts.push(context);
      return createFixture().open(context.context);
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
    },
  };
}

describeProvider({ name: 'fixture', stage, histories: 40 });
