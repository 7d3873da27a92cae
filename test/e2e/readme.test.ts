// The README, done as a reader would: its commands run in their order against a real API server, its YAML is what the server takes.
// A command that this file does not know how to run fails, so that none gets in untested.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { type Program, startOperator } from '../support/program.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);

const blocks = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));

describe('the README', () => {
  let namespace: string;
  let program: Program | undefined;

  beforeAll(async () => {
    namespace = await freshNamespace();
  });

  afterAll(async () => {
    program?.signal('SIGKILL');
    await program?.ended;
  });

  /** The demonstration's objects name their namespace; here they go where no other test looks. */
  async function kubectl(args: readonly string[]): Promise<string> {
    const plane = sharedControlPlane();
    if (args[0] !== 'apply' || args[1] !== '-f') return (await plane.kubectl([...args, '-n', namespace], {})).stdout;
    const files = ['checks', 'corporate', 'payments'].map((name) =>
      readFileSync(path.join(ROOT, 'config/demo', `${name}.yaml`), 'utf8'),
    );
    const input = files.join('\n---\n').replaceAll('namespace: default', `namespace: ${namespace}`);
    return (await plane.kubectl(['apply', '-f', '-'], { input })).stdout;
  }

  async function perform(command: string): Promise<string> {
    if (command === 'npm test') return 'this very run';
    if (command === 'npm run demo')
      return (await run('npm', ['run', '--silent', 'demo', '--', '--once'], { cwd: ROOT })).stdout;
    if (command.startsWith('npm run docket -- operator')) {
      program = await startOperator(['--kubeconfig', sharedControlPlane().kubeconfig, '--namespace', namespace]);
      await eventually(async () => program?.readyz(), 200, 30_000);
      return 'ready';
    }
    if (command.startsWith('npm run ')) {
      const [, , script = '', ...args] = command.split(' ');
      return (await run('npm', ['run', '--silent', script, ...args], { cwd: ROOT })).stdout;
    }
    if (command.startsWith('kubectl ')) return kubectl(command.split(' ').slice(1));
    throw new Error(`no way to run "${command}" is known here`);
  }

  it.each(commands.map((command, at) => ({ command, at })))('$command', async ({ command }) => {
    expect(await perform(command)).not.toBe('');
  });

  it('says what the check of the example comes to', async () => {
    const result = () => kubectl(['get', 'chk/payments-incident-closed', '-o', 'jsonpath={.status.result}']);
    await eventually(result, 'Failing', 10_000);
    const other = () => kubectl(['get', 'chk/corporate-incident-closed', '-o', 'jsonpath={.status.result}']);
    await eventually(other, 'Passing', 10_000);
  });

  it.each(blocks('yaml').map((yaml) => ({ yaml, name: /name: (\S+)/.exec(yaml)?.[1] })))(
    'the YAML of $name is taken',
    async ({ yaml }) => {
      const plane = sharedControlPlane();
      const { stdout } = await plane.kubectl(['apply', '-n', namespace, '--dry-run=server', '-f', '-'], {
        input: yaml,
      });
      expect(stdout).toMatch(/created|configured/);
    },
  );
});
