// The README, done as a reader would, on an API server of its own: each block of commands runs in a shell, in their order, and ends as
// the text below it says; each block of YAML is what the server takes. A block that cannot be run fails: none gets in untested.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { useControlPlane } from '../support/clusters/control-plane.ts';
import { eventually } from '../support/time/eventually.ts';
import { type Program, startOperator } from '../support/processes/program.ts';

interface Block {
  readonly language: string;
  readonly text: string;
  /** Of the block of text that comes next, if that is what the commands print. */
  readonly prints: string | undefined;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);
/** The first one tells what a block is about. */
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
  const plane = useControlPlane();
  let program: Program | undefined;

  afterAll(async () => {
    program?.signal('SIGKILL');
    await program?.ended;
  });

  async function shell(script: string): Promise<string> {
    const { kubeconfig, info } = plane();
    const env = {
      ...process.env,
      PATH: `${path.dirname(info.kubectlBinary)}${path.delimiter}${process.env['PATH']}`,
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: info.dir,
    };
    return (await run('sh', ['-e', '-c', script], { cwd: ROOT, env })).stdout;
  }

  /** What a block prints; two of them never end by themselves. */
  async function perform(script: string): Promise<string> {
    switch (script.trim()) {
      case 'npm test':
        return 'this very run';
      case 'npm run demo':
        return shell('npm run --silent demo -- --once');
      case 'npm run docket -- operator --kubeconfig "$KUBECONFIG"':
        program = await startOperator(['--kubeconfig', plane().kubeconfig]);
        await eventually(async () => program?.readyz(), 200, 30_000);
        return 'ready';
      default:
        return shell(script);
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
});

/** Without what differs from one run to the next: instants, ages, and how wide a column is for them. */
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
