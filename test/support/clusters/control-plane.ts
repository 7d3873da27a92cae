// The control planes of the tests: one that the whole vitest run shares (this file is also the globalSetup that starts
// it, audited, with Docket's CRDs and the operator's account in it), and one of its own for a test that breaks things. A test of the
// shared one must keep to namespaces that it made itself, since others run beside it.

import path from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { createAccess, type ControlPlaneAccess, type ControlPlaneInfo } from '../../../tools/control-plane/access.ts';
import {
  startControlPlane,
  type ControlPlane,
  type ControlPlaneOptions,
} from '../../../tools/control-plane/control-plane.ts';
import { recordCluster, statesFolder } from '../health/record.ts';
import { collectUsed, rightsFolder } from '../rights/used.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly controlPlane: ControlPlaneInfo;
  }
}

interface SharedControlPlane {
  readonly started: Promise<ControlPlane>;
  projects: number;
}

// Each project loads this file anew, so what they share is kept on the process.
const key = Symbol.for('docket.test.control-plane');
const globals = globalThis as { [key]?: Map<string, SharedControlPlane> };

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** globalSetup: the first project that runs starts it, the last one stops it. Projects with other rights share another one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { DOCKET_RIGHTS: rights = '', DOCKET_STATES_LOG: states = statesFolder() } = project.config.env ?? {};
  const all = (globals[key] ??= new Map<string, SharedControlPlane>());
  const shared = all.getOrInsertComputed(rights, () => ({
    started: startShared(rights === '').then((plane) => recordedPlane(plane, states)),
    projects: 0,
  }));
  shared.projects += 1;
  const plane = await shared.started;
  project.provide('controlPlane', plane.info);
  return async () => {
    shared.projects -= 1;
    if (shared.projects > 0) return;
    all.delete(rights);
    await plane.stop();
  };
}

/** `withAccount`: with the rights of config/rbac, which a run under other rights does not have. */
async function startShared(withAccount: boolean): Promise<ControlPlane> {
  const plane = await startControlPlane({ audit: true });
  try {
    await plane.applyCrds(path.join(ROOT, 'crds'));
    if (withAccount) await plane.kubectl(['apply', '-k', path.join(ROOT, 'config/rbac')]);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/**
 * The control plane of this run: audited, with the CRDs of `crds/`, without a controller manager. So a namespace that is
 * deleted stays Terminating, nothing is garbage-collected, and aggregated roles (`admin`, `edit`, `view`) grant nothing;
 * who needs those starts one of their own. A new role binding takes effect some milliseconds after it is created.
 */
export function sharedControlPlane(): ControlPlaneAccess {
  return createAccess(inject('controlPlane'));
}

/** A namespace of the shared control plane that nobody else uses; it goes with the run. */
export async function freshNamespace(): Promise<string> {
  return sharedControlPlane().createNamespace();
}

/** A control plane that the caller stops. In a run that collects rights it is audited, and what the operator did on it is written down. */
export async function startOwnControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  if (rightsFolder() === undefined) return recordedPlane(await startControlPlane(options), statesFolder());
  const plane = await recordedPlane(await startControlPlane({ ...options, audit: true }), statesFolder());
  return stoppedOnce(plane, () => collectUsed(plane, expect.getState().testPath ?? ''));
}

/** The same control plane; where this run records, the states of Docket's objects in it are written down. */
async function recordedPlane(plane: ControlPlane, states: string | undefined): Promise<ControlPlane> {
  if (states === undefined) return plane;
  const recording = await recordCluster(plane.kubeconfig, states);
  return stoppedOnce(plane, () => recording.stop());
}

/** The same control plane, which does this before it stops. */
function stoppedOnce(plane: ControlPlane, before: () => Promise<void>): ControlPlane {
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await before();
    await plane.stop();
  };
  return { ...plane, stop: () => (stopped ??= stop()) };
}

/** A control plane for this file or `describe` only, from before its first test to after its last. */
export function useControlPlane(options: ControlPlaneOptions = {}): () => ControlPlane {
  let plane: ControlPlane | undefined;
  beforeAll(async () => {
    plane = await startOwnControlPlane(options);
  }, 120_000);
  afterAll(async () => plane?.stop(), 30_000);
  return () => {
    if (plane === undefined) throw new Error('use the control plane: it exists only while a test or hook runs');
    return plane;
  };
}
