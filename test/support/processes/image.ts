// The file tree of the image, assembled as the Dockerfile's last stage says, and commands run in it as the container runtime would: its
// user, a root that cannot be written, no other program. Needs root, for the mounts. It stands in for a container engine.

import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** What the base image brings besides Node: the C library and its kin. They are the machine's own here. */
const LIBRARIES = ['usr/lib', 'usr/lib64'];

/** In a mount namespace of its own: everything is read-only, and gone when the command ends. */
const ENTER = `
set -e
root=$1; user=$2; shift 2
mount --bind "$root" "$root"
for folder in ${LIBRARIES.join(' ')}; do
  [ -d "/$folder" ] || continue
  mount --bind "/$folder" "$root/$folder"
  mount -o remount,ro,bind "$root/$folder"
done
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,ro,bind "$root"
exec chroot --userspec="$user" "$root" "$@"
`;

export interface Image extends AsyncDisposable {
  /** The folders and files at the top of the tree that the Dockerfile puts there. */
  readonly copied: readonly string[];
  /** The ENTRYPOINT with these arguments, and a text to read. Rejects when it fails, with what it printed. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Another command with absolute paths, as the same user. */
  exec(command: readonly string[], input?: string): Promise<string>;
}

interface LastStage {
  readonly copies: ReadonlyArray<readonly [from: string, to: string]>;
  readonly user: string;
  readonly entrypoint: readonly string[];
}

/** From the bundle in dist/, which has to be there. */
export async function assembleImage(): Promise<Image> {
  const stage = lastStage(await readFile(path.join(ROOT, 'Dockerfile'), 'utf8'));
  const root = await mkdtemp(path.join(tmpdir(), 'docket-image-'));
  await chmod(root, 0o755);
  for (const [from, to] of stage.copies) await cp(path.join(ROOT, from), path.join(root, to), { recursive: true });
  const [node = ''] = stage.entrypoint;
  await mkdir(path.dirname(path.join(root, node)), { recursive: true });
  await cp(process.execPath, path.join(root, node));
  for (const folder of [...LIBRARIES, 'dev', 'proc']) await mkdir(path.join(root, folder), { recursive: true });
  await symlink('usr/lib', path.join(root, 'lib'));
  await symlink('usr/lib64', path.join(root, 'lib64'));
  const exec = async (command: readonly string[], input = ''): Promise<string> => {
    const enter = ['--mount', '--pid', '--fork', 'sh', '-c', ENTER, 'enter', root, stage.user, ...command];
    const running = run('unshare', enter, { env: { NODE_ENV: 'production', PATH: process.env['PATH'] } });
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
  return {
    copied: stage.copies.map(([, to]) => to),
    exec,
    run: (args, input) => exec([...stage.entrypoint, ...args], input),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

function lastStage(dockerfile: string): LastStage {
  const lines = dockerfile.slice(dockerfile.lastIndexOf('\nFROM ')).split('\n');
  const valueOf = (instruction: string): string =>
    lines.find((line) => line.startsWith(`${instruction} `))?.slice(instruction.length + 1) ?? '';
  const copies = lines.flatMap((line) => {
    const [, from, to] = /^COPY (?:--from=build )?(\S+) (\S+)$/.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [[from.replace(/^\/src\//, ''), to] as const];
  });
  const entrypoint = JSON.parse(valueOf('ENTRYPOINT')) as readonly string[];
  return { copies, user: valueOf('USER'), entrypoint };
}
