// Runs ensure-installed.sh in temporary projects with a fake npm: when it installs, how two runs work together, which Node it picks and
// what it prints. Uses neither the real npm nor a registry.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = path.resolve(import.meta.dirname, 'ensure-installed.sh');

/** A fake npm: records each call, takes a while, and creates a node_modules with a Node that prints `pinned`. */
const NPM = `#!/bin/sh
echo "$@" >>"$CALLS"
sleep 0.3
[ ! -e "$ROOT/npm-fails" ] || { echo 'npm error the reason' >&2; exit 1; }
rm -rf "$ROOT/node_modules" && mkdir -p "$ROOT/node_modules/.bin" && echo 'added 1 package'
[ -e "$ROOT/no-node" ] || cp "$ROOT/bin/pinned" "$ROOT/node_modules/.bin/node"
`;
const nodeThatSays = (word: string, major: number): string =>
  `#!/bin/sh\n[ "$1" != -p ] || { echo ${major}; exit 0; }\necho ${word} "$@"\n`;

let root: string;
const file = (...parts: string[]): string => path.join(root, ...parts);

async function program(name: string, text: string): Promise<void> {
  await writeFile(file('bin', name), text);
  await chmod(file('bin', name), 0o755);
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', [file('tools/ensure-installed.sh'), ...args], {
      cwd: tmpdir(),
      env: { PATH: `${file('bin')}:/usr/bin:/bin`, ROOT: root, CALLS: file('calls'), ...env },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

const calls = async (): Promise<string[]> => (await readFile(file('calls'), 'utf8')).split('\n').filter(Boolean);

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'docket install ')));
  await mkdir(file('tools'));
  await mkdir(file('bin'));
  await cp(SCRIPT, file('tools/ensure-installed.sh'));
  await writeFile(file('package-lock.json'), '{}');
  await writeFile(file('calls'), '');
  await program('npm', NPM);
  await program('pinned', nodeThatSays('pinned', 26));
  await program('node', nodeThatSays('system', 26));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('installing', () => {
  it('installs from the lock file, without scripts, then runs the command with its arguments as they are', async () => {
    const ended = await run(['node', 'a b', '*', '']);
    expect(ended).toMatchObject({ code: 0, stdout: 'pinned a b * \n' });
    expect(await calls()).toEqual([expect.stringMatching(/^ci .*--ignore-scripts/)]);
  });

  it('announces it in one line on stderr, and prints nothing on stdout', async () => {
    const { stdout, stderr } = await run(['true']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^docket: installing [^\n]*\n$/);
  });

  it('installs once', async () => {
    await run(['true']);
    expect(await run(['node'])).toEqual({ code: 0, stdout: 'pinned\n', stderr: '' });
    expect(await calls()).toHaveLength(1);
  });

  it('installs again when the lock file has changed', async () => {
    await run(['true']);
    await writeFile(file('package-lock.json'), '{ "changed": true }');
    await run(['true']);
    expect(await calls()).toHaveLength(2);
  });

  it('passes the exit code of the command on', async () => {
    expect(await run(['sh', '-c', 'exit 7'])).toMatchObject({ code: 7 });
  });

  it('runs nothing after a failed install, shows the error, and tries again the next time', async () => {
    await writeFile(file('npm-fails'), '');
    expect(await run(['node'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('npm error the reason'),
    });
    await rm(file('npm-fails'));
    expect(await run(['node'])).toMatchObject({ code: 0, stdout: 'pinned\n' });
  });

  it('leaves a linked node_modules alone', async () => {
    await mkdir(file('elsewhere/.bin'), { recursive: true });
    await cp(file('bin/pinned'), file('elsewhere/.bin/node'));
    await symlink('elsewhere', file('node_modules'));
    expect(await run(['node'])).toEqual({ code: 0, stdout: 'pinned\n', stderr: '' });
    expect(await calls()).toEqual([]);
  });
});

describe('two at once', () => {
  it('install once, and both run', async () => {
    const ended = await Promise.all([run(['node']), run(['node']), run(['node'])]);
    expect(ended.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      Array.from({ length: 3 }, () => ({ code: 0, stdout: 'pinned\n' })),
    );
    expect(await calls()).toHaveLength(1);
  });

  it('take over from an installer that died', async () => {
    const dead = spawn('true');
    await once(dead, 'exit');
    await symlink(`pid-${dead.pid}`, file('.install-lock'));
    const ended = await Promise.all([run(['node']), run(['node'])]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(await calls()).toHaveLength(1);
  });
});

describe('which Node', () => {
  it('the system one, where no package exists for the platform', async () => {
    await writeFile(file('no-node'), '');
    expect(await run(['node'])).toMatchObject({ code: 0, stdout: 'system\n' });
  });

  it('none that is too old: the message names the version and says what to do', async () => {
    await writeFile(file('no-node'), '');
    await program('node', nodeThatSays('system', 24));
    const ended = await run(['node']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('is Node 24; Docket needs 26 or newer');
  });

  it('the system one, where the installed one cannot start', async () => {
    await program('pinned', '#!/bin/sh\nexit 127\n');
    expect(await run(['node'])).toMatchObject({ code: 0, stdout: 'system\n' });
  });

  it('the system one when requested, and only Node from that folder', async () => {
    await program('prettier', '#!/bin/sh\necho wrong prettier\n');
    await run(['true']);
    await cp(file('bin/pinned'), file('node_modules/.bin/prettier'));
    expect(await run(['node'], { DOCKET_NODE: 'system' })).toMatchObject({ stdout: 'system\n' });
    expect(await run(['prettier'], { DOCKET_NODE: 'system' })).toMatchObject({ stdout: 'pinned\n' });
  });

  it('the pinned one, whatever npm has put into PATH', async () => {
    const ended = await run(['node'], { PATH: `${file('elsewhere/node_modules/.bin')}:${file('bin')}:/usr/bin:/bin` });
    expect(ended).toMatchObject({ code: 0, stdout: 'pinned\n' });
  });
});
