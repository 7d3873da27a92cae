// The README, followed as by a reader, on an API server of its own: each block of commands runs in a shell, in order, and ends as the text
// below it says; the server accepts each block of YAML. A block that cannot be run fails the test.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helmBinary } from '../../tools/helm/binaries.ts';
import { startInstalled } from '../support/chart/installed.ts';
import { useControlPlane } from '../support/clusters/control-plane.ts';
import { eventually } from '../support/time/eventually.ts';
import type { Program } from '../support/processes/program.ts';

interface Block {
  readonly language: string;
  readonly text: string;
  /** The text block that follows, if it shows what the commands print. */
  readonly prints: string | undefined;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);
/** The first command identifies a block. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
const nameIn = (yaml: string): string => /name: (\S+)/.exec(yaml)?.[1] ?? '';

function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return found.map(([, language = '', text = ''], at) => {
    const [, following, prints] = found[at + 1] ?? [];
    return { language, text, prints: following === 'text' ? prints : undefined };
  });
}

describe('the README', () => {
  const plane = useControlPlane({ audit: true });
  let program: Program | undefined;
  let home: Awaited<ReturnType<typeof mkdtempDisposable>>;

  beforeAll(async () => {
    home = await mkdtempDisposable(path.join(tmpdir(), 'docket-readme-'));
  });
  afterAll(async () => {
    program?.signal('SIGKILL');
    await program?.ended;
    await home.remove();
  });

  async function shell(script: string): Promise<string> {
    const { kubeconfig, info } = plane();
    const env = {
      ...process.env,
      PATH:
        [info.kubectlBinary, await helmBinary('4.1')].map((file) => path.dirname(file)).join(path.delimiter) +
        path.delimiter +
        process.env['PATH'],
      HELM_CACHE_HOME: home.path,
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: info.dir,
    };
    return (await run('sh', ['-e', '-c', script], { cwd: ROOT, env })).stdout;
  }

  /** With Helm, and then what the Deployment would run, as there are no nodes. */
  async function install(script: string): Promise<string> {
    const printed = await shell(script);
    program = await startInstalled({ plane: plane(), home: home.path, onFreePorts: true });
    await eventually(async () => program?.readyz(), 200, 60_000);
    return printed;
  }

  /** The output of a block; some of the blocks never end by themselves. */
  async function perform(script: string): Promise<string> {
    switch (script.trim()) {
      case 'npm test':
        return 'this very run';
      case 'npm run demo':
        return shell('npm run --silent demo -- --once');
      default:
        return script.startsWith('helm install') ? install(script) : shell(script);
    }
  }

  it.each(blocksOf(README).map((block) => ({ ...block, line: firstLine(block.text), name: nameIn(block.text) })))(
    '$language: $line $name',
    async ({ language, text, prints }) => {
      switch (language) {
        case 'sh': {
          const printed = linesOf(await perform(text));
          expect(printed.length).toBeGreaterThan(0);
          if (prints === undefined) return;
          const wanted = linesOf(prints);
          expect(printed.slice(-wanted.length)).toEqual(wanted);
          return;
        }
        case 'yaml': {
          const { stdout } = await plane().kubectl(['apply', '--dry-run=server', '-f', '-'], { input: text });
          expect(stdout).toMatch(/created|configured/);
          return;
        }
        case 'text': // Compared with what the block before it prints.
          expect(blocksOf(README).some(({ prints: printed }) => printed === text)).toBe(true);
          return;
        default:
          throw new Error(`no way to test a block of ${language} is known here`);
      }
    },
  );

  it('is followed by an operator that the chart gives every right it needs', async () => {
    const requests = await plane().audit().requests({ user: 'system:serviceaccount:docket-system:docket' });
    expect(requests.length).toBeGreaterThan(50);
    const refused = requests.filter(({ responseStatus }) => responseStatus?.code === 403);
    expect(refused.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
  });
});

/** The text without what differs between runs: instants, ages and the widths of their columns. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) =>
    line
      .trim()
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME')
      .replaceAll(/ {2,}/g, '  ')
      .replaceAll(/ (\d+[smhd])+(?= |$)/g, ' AGE'),
  );
  return lines.filter((line) => line !== '');
}
