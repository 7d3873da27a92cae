// `npm run control-plane`: runs a control plane until it is told to stop. It must hold no logic of its own beyond
// flags, signals and what it prints; stdout carries only what a script may want to read.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveBinaries } from './binaries.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { nullIfMissing } from './fs.ts';

const help = `Runs etcd and kube-apiserver for development, on free loopback ports, until Ctrl-C.

Usage: npm run control-plane -- [FLAGS]

  --audit               log every request; the log's path is printed
  --controller-manager  also run kube-controller-manager (deletes namespaces, collects garbage)
  --kubeconfig FILE     write the admin's kubeconfig to FILE, too; removed again at the end
  --print-binaries      only find or build the binaries, print their folder, and exit
  --help                print this

The binaries come from KUBEBUILDER_ASSETS, else from the cache, else from the released archive, else from a Go build.
`;

const flags = {
  audit: { type: 'boolean', default: false },
  'controller-manager': { type: 'boolean', default: false },
  kubeconfig: { type: 'string' },
  'print-binaries': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: flags });
  if (values.help) return void process.stdout.write(help);
  const stopping = stopSignal();
  if (values['print-binaries']) return printBinaries(values['controller-manager'], stopping);
  const file = values.kubeconfig === undefined ? undefined : resolve(values.kubeconfig);
  if (file !== undefined) await refuseForeign(file);
  const started = performance.now();
  const options = { audit: values.audit, controllerManager: values['controller-manager'], signal: stopping };
  const plane = await startControlPlane(options);
  try {
    say(`control plane ready after ${((performance.now() - started) / 1000).toFixed(1)} s at ${plane.info.server}`);
    if (file !== undefined) await writeFile(file, await ownKubeconfig(plane), { mode: 0o600 });
    process.stdout.write(usage(plane, file ?? plane.kubeconfig));
    await aborted(stopping);
  } finally {
    say('stopping the control plane');
    await plane.stop();
    if (file !== undefined) await rm(file, { force: true });
  }
}

async function printBinaries(controllerManager: boolean, signal: AbortSignal): Promise<void> {
  const extra = controllerManager ? (['kube-controller-manager'] as const) : [];
  const binaries = await resolveBinaries({ need: ['etcd', 'kube-apiserver', 'kubectl', ...extra], signal });
  const folders = new Set(Object.values(binaries).map((path) => dirname(path)));
  process.stdout.write(`${[...folders].join('\n')}\n`);
}

const mark = '# Written by npm run control-plane; removed when it stops.\n';

async function ownKubeconfig({ kubeconfig }: ControlPlane): Promise<string> {
  return mark + (await readFile(kubeconfig, 'utf8'));
}

// FILE may well be somebody's ~/.kube/config.
async function refuseForeign(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(nullIfMissing);
  if (text === null || text === '' || text.startsWith(mark)) return;
  throw new Error(`write the kubeconfig to ${file}: there is a file that is not ours; name another one, or remove it`);
}

function usage({ info }: ControlPlane, kubeconfig: string): string {
  const lines = [`export KUBECONFIG=${kubeconfig}`, `export PATH=${dirname(info.kubectlBinary)}:$PATH`];
  if (info.auditLogFile !== undefined) lines.push(`# audit log: ${info.auditLogFile}`);
  return `${lines.join('\n')}\n# kubectl get namespaces; Ctrl-C here stops it all\n`;
}

// The first signal stops in order; a second one ends this process, and the watchdog does the rest.
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  return controller.signal;
}

// A pending signal handler does not keep a process alive; the timer does.
async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
  clearInterval(keepAlive);
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof Error && error.name === 'AbortError') process.exit(130);
  say(`control-plane: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
