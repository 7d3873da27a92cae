// What is shipped, up to the container engine and the registry: the image's file tree, started as its user on a root that cannot be
// written, and the npm package, installed into an empty folder. No engine has built the image here.

import { execFile } from 'node:child_process';
import { mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleImage, type Image } from '../support/processes/image.ts';

const DIST = path.resolve(import.meta.dirname, '../../dist');
const NODE = '/nodejs/bin/node';
const RULE = `
apiVersion: docket.dev/v1alpha1
kind: Incident
metadata: { name: leak }
spec: { title: A leak, severity: High, detectedAt: 2026-03-02T09:00:00Z }
---
apiVersion: docket.dev/v1alpha1
kind: ComplianceCheck
metadata: { name: serious }
spec:
  type: Expression
  expression: { rule: "incident.spec.severity in ['Critical', 'High']" }
`;
const run = promisify(execFile);

describe('the image', () => {
  let image: Image;
  beforeAll(async () => {
    image = await assembleImage();
  });
  afterAll(() => image[Symbol.asyncDispose]());

  const evaluate = (code: string): Promise<string> => image.exec([NODE, '-e', code]);

  it('holds the program, the demonstration and nothing else', () => {
    expect(image.copied).toEqual(['/app/', '/config/demo/']);
  });

  it('runs as its user, and can write nowhere', async () => {
    expect(await evaluate('console.log(process.getuid(), process.getgid())')).toBe('65532 65532\n');
    for (const folder of ['/', '/app', '/config', '/usr/lib']) {
      await expect(evaluate(`fs.writeFileSync('${path.join(folder, 'x')}', '')`), folder).rejects.toThrow(
        /EROFS|EACCES/,
      );
    }
  });

  it('starts the program', async () => {
    expect(await image.run(['version'])).toMatch(/^docket \d+\.\d+\.\d+ /);
    expect(await image.run(['operator', '--help'])).toContain('--leader-elect');
  });

  it('runs the demonstration that it brings', async () => {
    const shown = await image.run(['demo', '--once']);
    expect(shown).toContain('Failing');
    expect(shown).toContain('Passing');
  });

  it('judges a rule in the thread that it brings', async () => {
    const judged = JSON.parse(await image.run(['test', '-', '-o', 'json'], RULE)) as {
      readonly checks: ReadonlyArray<{ readonly result: string; readonly reason: string }>;
    };
    expect(judged.checks.map(({ result, reason }) => `${result} ${reason}`)).toEqual(['Passing AllPassing']);
  });
});

describe('the npm package', () => {
  it('is installed without a dependency, runs, and brings the licences of what it contains', async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-npm-'));
    const npm = (...args: readonly string[]) => run('npm', [...args], { cwd: folder.path });
    await npm('pack', DIST, '--silent');
    const [archive = ''] = await readdir(folder.path);
    await npm('install', '--offline', '--no-audit', '--no-fund', `./${archive}`);
    expect((await readdir(path.join(folder.path, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      'docket',
    ]);
    expect(await readdir(path.join(folder.path, 'node_modules/docket'))).toEqual(
      expect.arrayContaining(['docket.js', 'expression-worker.js', 'LICENSE', 'THIRD-PARTY-LICENSES.txt']),
    );
    const docket = path.join(folder.path, 'node_modules/.bin/docket');
    const env = { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH']}` };
    expect((await run(docket, ['version'], { env })).stdout).toMatch(/^docket \d/);
  });
});
