// A real control plane in a temporary folder: etcd and kube-apiserver (and kube-controller-manager when asked) on free
// loopback ports. It is gone, folder included, when stopped and when the process that started it dies, however it dies.
// It must not know anything of Docket.

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccess, type ControlPlaneAccess } from './access.ts';
import { resolveBinaries, type Binaries } from './binaries.ts';
import { nullIfMissing } from './fs.ts';
import { canConnect, freePort } from './ports.ts';
import { request } from './request.ts';
import { startServer, type Server } from './server.ts';
import {
  apiserverArgs,
  controllerManagerArgs,
  controllerManagerUser,
  etcdArgs,
  kubeconfigText,
  writeSettings,
  type Ports,
  type Settings,
  type UserToken,
} from './settings.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

export interface ControlPlaneOptions {
  /** Log every request; read it with `audit()`. */
  readonly audit?: boolean;
  /** Namespaces are then deleted, garbage is collected, and each namespace has its default ServiceAccount. */
  readonly controllerManager?: boolean;
  /** Users besides the admin (who is in system:masters). */
  readonly tokens?: readonly UserToken[];
  /** After the flags of the control plane, so that they win. */
  readonly extraApiserverArgs?: readonly string[];
  readonly readyTimeoutMs?: number;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface ControlPlane extends ControlPlaneAccess {
  /** Of the servers that run now. */
  pids(): Readonly<Record<string, number>>;
  /** Kills the apiserver as a crash would; its port and data stay. */
  killApiserver(): Promise<void>;
  /** Starts it again, on the same port and data, and resolves when it is ready. Does nothing when it runs. */
  startApiserver(): Promise<void>;
  /** Stops it in order and starts it again. */
  restartApiserver(): Promise<void>;
  /** Ends all servers and removes the folder. A second call waits for the first. */
  stop(): Promise<void>;
}

type Role = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';

interface Plane {
  readonly options: ControlPlaneOptions;
  readonly binaries: Binaries<'etcd' | 'kube-apiserver' | 'kubectl'> & Partial<Binaries>;
  readonly settings: Settings;
  readonly ports: Ports;
  readonly watchdog: Watchdog;
  readonly servers: Map<Role, Server>;
}

const clashAttempts = 3;

/** Resolves when /readyz answers 200 to the admin; else rejects, with the ends of the logs, and leaves nothing behind. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = await findBinaries(options);
  for (let attempt = 1; ; attempt += 1) {
    const plane = await preparePlane(binaries, options);
    try {
      return await bringUp(plane);
    } catch (error) {
      const reports = await giveUp(plane);
      options.signal?.throwIfAborted();
      if (reports.includes('address already in use') && attempt < clashAttempts) continue;
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`start the control plane: ${message}\n${reports}`, { cause: error });
    }
  }
}

async function findBinaries({ controllerManager, log, signal }: ControlPlaneOptions): Promise<Plane['binaries']> {
  const extra: Role[] = controllerManager ? ['kube-controller-manager'] : [];
  const need = ['etcd', 'kube-apiserver', 'kubectl', ...extra] as const;
  return resolveBinaries({ need, ...(log && { log }), ...(signal && { signal }) });
}

async function giveUp(plane: Plane): Promise<string> {
  const reports = await Promise.all([...plane.servers.values()].map((server) => server.report()));
  await shutDown(plane);
  return reports.join('\n');
}

async function preparePlane(binaries: Plane['binaries'], options: ControlPlaneOptions): Promise<Plane> {
  const dir = await mkdtemp(join(tmpdir(), 'docket-control-plane-'));
  const watchdog = startWatchdog(dir);
  const settings = await writeSettings(dir, options.tokens ?? []);
  const ports = { etcd: await freePort(), etcdPeer: await freePort(), apiserver: await freePort() };
  return { options, binaries, settings, ports, watchdog, servers: new Map() };
}

async function bringUp(plane: Plane): Promise<ControlPlane> {
  const { options, binaries, settings, ports } = plane;
  launch(plane, 'etcd', etcdArgs(settings, ports));
  await until(plane, 'etcd to accept connections', () => canConnect(ports.etcd));
  await startApiserver(plane);
  const info = {
    server: serverUrl(plane),
    ca: await readFile(settings.caFile, 'utf8'),
    adminToken: settings.adminToken,
    kubeconfig: join(settings.dir, 'kubeconfig'),
    dir: settings.dir,
    kubectlBinary: binaries.kubectl,
    ...(options.audit && { auditLogFile: settings.auditLogFile }),
  };
  const entry = kubeconfigText({ ...info, token: info.adminToken, user: 'admin' });
  await writeFile(info.kubeconfig, entry, { mode: 0o600 });
  const access = createAccess(info);
  if (options.controllerManager) await startControllerManager(plane, access);
  return withLifecycle(plane, access);
}

function withLifecycle(plane: Plane, access: ControlPlaneAccess): ControlPlane {
  const apiserver = (): Server | undefined => plane.servers.get('kube-apiserver');
  let stopped: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    if (stopped !== undefined) throw new Error('start the apiserver: its control plane has been stopped');
    await startApiserver(plane);
  };
  return {
    ...access,
    pids() {
      const running = [...plane.servers.values()].filter((server) => server.isRunning());
      return Object.fromEntries(running.map((server) => [server.name, server.pid]));
    },
    async killApiserver() {
      await apiserver()?.stop('SIGKILL');
    },
    startApiserver: start,
    async restartApiserver() {
      await apiserver()?.stop('SIGTERM');
      await start();
    },
    stop: () => (stopped ??= shutDown(plane)),
  };
}

function launch(plane: Plane, name: Role, args: readonly string[]): void {
  const file = plane.binaries[name];
  if (file === undefined) throw new Error(`start ${name}: its binary was not resolved`);
  plane.servers.set(name, startServer({ name, file, args, dir: plane.settings.dir }, plane.watchdog));
}

async function startApiserver(plane: Plane): Promise<void> {
  const { options, settings, ports } = plane;
  if (!plane.servers.get('kube-apiserver')?.isRunning()) {
    const args = apiserverArgs(settings, ports, options.audit ?? false);
    launch(plane, 'kube-apiserver', [...args, ...(options.extraApiserverArgs ?? [])]);
  }
  await until(plane, 'the apiserver to be ready', () => isReady(plane));
}

async function isReady(plane: Plane): Promise<boolean> {
  const ca = await readFile(plane.settings.caFile, 'utf8').catch(nullIfMissing);
  if (ca === null) return false;
  const probe = { server: serverUrl(plane), ca, token: plane.settings.adminToken, path: '/readyz', timeoutMs: 5_000 };
  return request(probe).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function startControllerManager(plane: Plane, access: ControlPlaneAccess): Promise<void> {
  const { settings } = plane;
  const kubeconfig = await access.writeKubeconfig({
    user: controllerManagerUser,
    token: settings.controllerManagerToken,
  });
  launch(plane, 'kube-controller-manager', controllerManagerArgs(settings, kubeconfig));
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  await until(plane, 'the controller manager to work', async () => (await access.request({ path })).status === 200);
}

function serverUrl({ ports }: Plane): string {
  return `https://127.0.0.1:${ports.apiserver}`;
}

// A server that has ended will not become ready: its end is reported at once instead of after the timeout.
async function until(plane: Plane, what: string, isDone: () => Promise<boolean>): Promise<void> {
  const { readyTimeoutMs = 60_000, signal } = plane.options;
  const deadline = performance.now() + readyTimeoutMs;
  while (!(await isDone())) {
    signal?.throwIfAborted();
    const dead = [...plane.servers.values()].find((server) => !server.isRunning());
    if (dead !== undefined) throw new Error(`wait for ${what}: ${dead.name} has ended`);
    if (performance.now() > deadline) throw new Error(`wait for ${what}: not within ${readyTimeoutMs} ms`);
    await sleep(50);
  }
}

async function shutDown({ servers, watchdog }: Plane): Promise<void> {
  for (const name of ['kube-controller-manager', 'kube-apiserver', 'etcd'] as const) {
    await servers.get(name)?.stop('SIGTERM');
  }
  await watchdog.close();
}
