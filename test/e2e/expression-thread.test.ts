// The thread that evaluates rules, as it is built and shipped, and that a program ends though it was never closed.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { MessageChannel, Worker } from 'node:worker_threads';

import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('the thread for expressions', () => {
  it('is built beside the program, and answers', async () => {
    const { port1, port2 } = new MessageChannel();
    const built = path.join(ROOT, 'dist/expression-worker.js');
    const worker = new Worker(built, { workerData: { port: port2 }, transferList: [port2], env: {} });
    const answers: unknown[] = [];
    const answered = Promise.withResolvers<void>();
    worker.on('error', answered.reject);
    port1.on('message', (answer: unknown) => {
      answers.push(answer);
      if (answers.length === 2) answered.resolve();
    });
    const question = { rule: "incident.spec.title.matches('^d')", incident: { spec: { title: 'disk' } } };
    port1.postMessage(question);
    await answered.promise;
    await worker.terminate();
    const spentMs = expect.any(Number) as number;
    expect(answers).toEqual([
      { kind: 'ready', spentMs },
      { kind: 'answer', outcome: { kind: 'true' }, usedMs: spentMs, spentMs },
    ]);
  });

  it('stays for a question, and does not keep the program alive after it', async () => {
    const script = `
      import { createExpressions } from './src/judgement/expressions/expressions.ts';
      import { systemClock } from './src/base/clock.ts';
      const { kind } = await createExpressions({ clock: systemClock }).evaluate({
        rule: "incident.spec.a == 1", incident: { spec: { a: 1 } }, review: undefined,
      });
      console.log(kind);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT });
    expect((await run).stdout.trim()).toBe('true');
  });
});
