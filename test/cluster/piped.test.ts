// What other tools render, judged through a pipe as the page about the command line shows it: with kubectl and Helm as they are released.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helmBinary } from '../../tools/helm/binaries.ts';
import { sharedControlPlane } from '../support/clusters/control-plane.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/cli.md'), 'utf8');
const lines = [...PAGE.matchAll(/^```bash\n(.*?)^```/gms)].flatMap((match) => (match[1] ?? '').trim().split('\n'));

/** A `docket` for the shell, from the sources. */
const DOCKET = `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(path.join(ROOT, 'src/main.ts'))} "$@"\n`;

describe('docs/cli.md, through a pipe', () => {
  let folder: string;
  let PATH: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'docket-piped-'));
    await writeFile(path.join(folder, 'docket'), DOCKET);
    await chmod(path.join(folder, 'docket'), 0o755);
    await symlink(path.join(ROOT, 'config'), path.join(folder, 'config'));
    await mkdir(path.join(folder, 'charts'));
    await symlink(path.join(ROOT, 'test/fixtures/compliance-chart'), path.join(folder, 'charts/compliance'));
    const tools = [sharedControlPlane().info.kubectlBinary, await helmBinary('4.1')].map((file) => path.dirname(file));
    PATH = [folder, ...tools, process.env['PATH']].join(path.delimiter);
  }, 120_000);
  afterAll(async () => rm(folder, { recursive: true }));

  /** The exit code and the output of a script in which the last command decides. */
  async function shell(script: string): Promise<{ code: number; out: string }> {
    try {
      const env = { ...process.env, PATH, HOME: folder, KUBECONFIG: '/dev/null' };
      const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: folder, env });
      return { code: 0, out: stdout };
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string };
      return { code, out: stderr };
    }
  }

  it('has lines for both tools', () => {
    expect(lines.some((line) => line.startsWith('kubectl kustomize '))).toBe(true);
    expect(lines.some((line) => line.startsWith('helm template '))).toBe(true);
  });

  it.each(lines)('%s does what it says', async (line) => {
    const { code, out } = await shell(line);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/\S/) });
  });

  it('judges what Helm renders of a chart, and says what to do with the chart itself', async () => {
    expect(await shell('helm template team charts/compliance | docket test - -o json')).toMatchObject({
      code: 0,
      out: expect.stringContaining('"name": "team-closed"'),
    });
    expect(await shell('docket test charts/compliance')).toEqual({
      code: 2,
      out: expect.stringMatching(
        /^charts\/compliance\/templates\/check\.yaml:1:1: is a template .*\(render it first, as helm template CHART \| docket test - does/,
      ),
    });
  });

  it('fails when a tool renders nothing', async () => {
    const script = 'kubectl kustomize config/nowhere 2>/dev/null | docket test -';
    expect(await shell(script)).toEqual({ code: 2, out: expect.stringMatching(/no ComplianceCheck in -/) });
  });
});
