// Finds Dovecot for the tests of mailboxes, or fetches it once: Debian's packages, with those that they need and the machine lacks, are
// downloaded by apt and unpacked into the project's cache. Nothing is installed, no service is made, and no rights are needed. It must not
// start Dovecot.

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isExecutable } from '../control-plane/fs.ts';
import { withLock } from '../control-plane/lock.ts';
import { userCacheFolder } from '../control-plane/module.ts';

const run = promisify(execFile);

/** The folder that the packages are unpacked in, as `usr/sbin/dovecot` in it. Throws, saying what to do, when they cannot be had. */
export async function dovecotPackages(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = path.join(userCacheFolder(env), 'docket', 'dovecot', `${await release()}-${process.arch}`);
  const isThere = (): Promise<boolean> => isExecutable(path.join(folder, 'usr/sbin/dovecot'));
  if (await isThere()) return folder;
  await withLock(`${folder}.lock`, async () => {
    if (!(await isThere())) await fetchInto(folder);
  });
  return folder;
}

/** `debian-12`: the packages of one release do not run on another. */
async function release(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const [id, version] = ['ID', 'VERSION_ID'].map((name) => new RegExp(`^${name}="?([a-z0-9.]+)`, 'm').exec(text)?.[1]);
  return `${id ?? process.platform}-${version ?? 'unknown'}`;
}

async function fetchInto(folder: string): Promise<void> {
  const staging = `${folder}.staging-${process.pid}`;
  const [cache, lists, unpacked] = ['cache', 'lists', 'unpacked'].map((name) => path.join(staging, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(path.join(cache, 'archives/partial'), { recursive: true });
  await mkdir(path.join(lists, 'partial'), { recursive: true });
  const apt = ['-qq', '-y', '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-o', `Dir::Cache=${cache}`];
  const own = [...apt, '-o', `Dir::State::lists=${lists}`];
  const install = [
    '--download-only',
    '--reinstall',
    '--no-install-recommends',
    'install',
    'dovecot-core',
    'dovecot-imapd',
  ];
  try {
    // A fresh machine has no lists of packages, or old ones: then they are fetched, for this alone.
    await run('apt-get', [...apt, ...install]).catch(async () => {
      await run('apt-get', [...own, 'update']);
      await run('apt-get', [...own, ...install]);
    });
    const archives = await readdir(path.join(cache, 'archives'));
    for (const archive of archives.filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', path.join(cache, 'archives', archive), unpacked]);
    }
    await rename(unpacked, folder);
  } catch (error) {
    const advice = 'apt and a mirror of Debian or Ubuntu are needed, with Dovecot 2.3';
    throw new Error(`get Dovecot for the tests of mailboxes: ${advice}`, { cause: error });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
