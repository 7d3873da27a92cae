// A real Dovecot for a test: from Debian's packages, in a folder of its own, as an ordinary user, on free ports of the loopback interface, with
// TLS and STARTTLS. Mails are delivered as files, as a delivery agent does it. It must not decide what a mail means.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { canConnect, freePort } from '../../../../tools/control-plane/ports.ts';
import { dovecotPackages } from '../../../../tools/dovecot/packages.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../clusters/certificates.ts';
import { dovecotConfiguration } from './dovecot-configuration.ts';

/** Dovecot refuses to read mail as root. */
const NOBODY = 65_534;

/** Of every account. */
const PASSWORD = 'mailbox-password-4711';

export class Dovecot implements AsyncDisposable {
  readonly password: string;
  readonly port: number;
  readonly plainPort: number;
  readonly authority: CertificateAuthority;
  readonly #home: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: ChildProcess | undefined;
  readonly #accounts = new Set<string>();
  #delivered = 0;

  private constructor(
    home: string,
    parts: Pick<Dovecot, 'password' | 'port' | 'plainPort' | 'authority'>,
    env: NodeJS.ProcessEnv,
  ) {
    this.#home = home;
    this.#env = env;
    this.password = parts.password;
    this.port = parts.port;
    this.plainPort = parts.plainPort;
    this.authority = parts.authority;
  }

  static async start(): Promise<Dovecot> {
    const password = PASSWORD;
    // Short, as paths of sockets and of modules have bounds.
    const home = await mkdtemp('/tmp/dc');
    await cp(await dovecotPackages(), path.join(home, 'root'), { recursive: true, verbatimSymlinks: true });
    await symlink(path.join(home, 'root', MODULES), path.join(home, 'm'));
    await relocateModules(path.join(home, 'root'), path.join(home, 'm'));
    const authority = createCertificateAuthority('Docket test mail authority');
    const { cert, key } = authority.issue('dovecot', ['localhost']);
    const [port, plainPort] = [await freePort(), await freePort()];
    await writeFile(path.join(home, 'cert.pem'), cert);
    await writeFile(path.join(home, 'key.pem'), key);
    const isRoot = process.getuid?.() === 0;
    const account = isRoot ? 'nobody' : userInfo().username;
    const group = isRoot ? 'nogroup' : (await promisify(execFile)('id', ['-gn'])).stdout.trim();
    const configuration = dovecotConfiguration({ home, account, group, port, plainPort, password });
    await writeFile(path.join(home, 'dovecot.conf'), configuration);
    for (const folder of ['run', 'state', 'mail']) await mkdir(path.join(home, folder));
    const libraries = await libraryFolders(path.join(home, 'root'));
    const dovecot = new Dovecot(
      home,
      { password, port, plainPort, authority },
      { LD_LIBRARY_PATH: libraries.join(':') },
    );
    await dovecot.#own(home);
    await dovecot.resume();
    return dovecot;
  }

  /** Starts it again after {@link pause}. */
  async resume(): Promise<void> {
    const [root, configuration] = [path.join(this.#home, 'root'), path.join(this.#home, 'dovecot.conf')];
    const program = [path.join(root, 'usr/sbin/dovecot'), '-F', '-c', configuration];
    const flags = ['-f', 'service=master', '-c', configuration, '-m', 'master', '-e', ...program];
    const ids = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const child = spawn(path.join(root, 'usr/bin/doveconf'), flags, {
      ...ids,
      env: this.#env,
      cwd: this.#home,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
    this.#process = child;
    for (let waited = 0; !(await canConnect(this.port)); waited += 50) {
      if (child.exitCode !== null || waited > 20_000) throw new Error(`start Dovecot: ${said}\n${await this.log()}`);
      await sleep(50);
    }
  }

  /** Stops the server; all connections end soon. */
  async pause(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  async log(): Promise<string> {
    return readFile(path.join(this.#home, 'log'), 'utf8').catch(() => '');
  }

  /** Puts a mail into the inbox of an account, as received now or at that time. Every user name is an account. */
  async deliver(user: string, mail: string | Uint8Array, at = new Date()): Promise<void> {
    const folder = await this.#maildir(user);
    const name = `${Math.floor(at.getTime() / 1000)}.M${String(this.#delivered++).padStart(6, '0')}.docket`;
    const staged = path.join(folder, 'tmp', name);
    await writeFile(staged, mail);
    await utimes(staged, at, at);
    await this.#own(staged);
    await rename(staged, path.join(folder, 'new', name));
  }

  /** Loses the index of the inbox, as after a disk was restored: the server gives other UIDs, with another UIDVALIDITY. */
  async loseIndex(user: string): Promise<void> {
    await this.pause();
    const folder = await this.#maildir(user);
    for (const name of await readdir(folder)) {
      if (name.startsWith('dovecot')) await rm(path.join(folder, name), { recursive: true });
    }
    // UIDVALIDITY is a time in seconds.
    await sleep(1_100);
    await this.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pause();
    await rm(this.#home, { recursive: true, force: true });
  }

  async #maildir(user: string): Promise<string> {
    const folder = path.join(this.#home, 'mail', user);
    if (this.#accounts.has(user)) return folder;
    this.#accounts.add(user);
    for (const part of ['new', 'cur', 'tmp']) await mkdir(path.join(folder, part), { recursive: true });
    await this.#own(folder);
    return folder;
  }

  async #own(target: string): Promise<void> {
    if (process.getuid?.() !== 0) return;
    await chown(target, NOBODY, NOBODY);
    if (!(await lstat(target)).isDirectory()) return;
    for (const name of await readdir(target)) {
      if (target === this.#home && name === 'root') continue;
      const inner = path.join(target, name);
      if (!(await lstat(inner)).isSymbolicLink()) await this.#own(inner);
    }
  }
}

const MODULES = 'usr/lib/dovecot/modules';

/** Debian's binaries look for their modules at one absolute path. The copy's look at another one, of the same length. */
async function relocateModules(root: string, link: string): Promise<void> {
  const from = Buffer.from(`/${MODULES}`);
  const to = Buffer.from(`${path.dirname(link)}${'/'.repeat(from.length - link.length + 1)}${path.basename(link)}`);
  if (to.length !== from.length) throw new Error(`start Dovecot: ${link} is longer than ${from.toString()}`);
  for (const name of await readdir(path.join(root, 'usr'), { recursive: true })) {
    const file = path.join(root, 'usr', name);
    if (!(await lstat(file)).isFile()) continue;
    const bytes = await readFile(file);
    let at = bytes.indexOf(from);
    if (at < 0) continue;
    for (; at >= 0; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
    await writeFile(file, bytes);
  }
}

async function libraryFolders(root: string): Promise<string[]> {
  const usr = path.join(root, 'usr/lib');
  const folders = (await readdir(usr)).filter((name) => name.endsWith('-linux-gnu'));
  return [
    ...folders.map((name) => path.join(usr, name)),
    path.join(usr, 'dovecot'),
    path.join(usr, 'dovecot/modules/old-stats'),
  ];
}
