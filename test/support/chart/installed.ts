// Starts what the installed chart would run: the Deployment's own arguments as the API server has them, with a token of its ServiceAccount,
// as the image's user. No kubelet is needed, and none is there.

import { chmod, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../../tools/control-plane/ports.ts';
import type { ControlPlane } from '../../../tools/control-plane/control-plane.ts';
import { type Program, startContainer } from '../processes/program.ts';

const RELEASE = { name: 'docket', namespace: 'docket-system' } as const;

export interface Installed {
  readonly plane: ControlPlane;
  /** A folder of the test: the ServiceAccount's kubeconfig is put there, where the image's user may read it. */
  readonly home: string;
  /** Several run on this machine, so the chart's ports are replaced by free ones. */
  readonly onFreePorts?: boolean;
}

export async function startInstalled({ plane, home, onFreePorts = false }: Installed): Promise<Program> {
  const { name, namespace } = RELEASE;
  const args = await argsOfDeployment(plane);
  const token = await plane.serviceAccountToken(namespace, name);
  const kubeconfig = path.join(home, 'kubeconfig');
  // As kubelet makes a Pod's token readable to the container's user.
  await chmod(home, 0o755);
  await copyFile(await plane.writeKubeconfig({ user: name, token, namespace }), kubeconfig);
  await chmod(kubeconfig, 0o644);
  return startContainer(onFreePorts ? await Promise.all(args.map(withFreePort)) : args, kubeconfig);
}

async function argsOfDeployment(plane: ControlPlane): Promise<string[]> {
  const { name, namespace } = RELEASE;
  const jsonpath = 'jsonpath={.spec.template.spec.containers[0].args}';
  const { stdout } = await plane.kubectl(['get', 'deployment', name, '-n', namespace, '-o', jsonpath]);
  return JSON.parse(stdout) as string[];
}

async function withFreePort(arg: string): Promise<string> {
  const [, flag] = /^(--[a-z-]+-bind-address)=:\d+$/.exec(arg) ?? [];
  return flag === undefined ? arg : `${flag}=:${await freePort()}`;
}
