// What the operators' account was seen to do, by the audit logs of the control planes of a run: files in one folder, by the test file that did
// it, so that a run that is resumed adds to what it had. It must not judge: test/nightly/rights compares with what the chart grants.

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import type { AuditEvent } from '../../../tools/control-plane/audit.ts';
import { ACCOUNT_USER } from './operator-account.ts';

/** What one test file did on one control plane. */
interface UsedRights {
  /** Its path in the project. */
  readonly file: string;
  /** As `update incidents/status.docket.dev`. */
  readonly used: readonly string[];
  /** Requests that were refused: verb and path. */
  readonly refused: readonly string[];
}

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Where this run collects; undefined: nowhere. */
export const rightsFolder = (): string | undefined => process.env['DOCKET_RIGHTS_LOG'];

/** Adds what the account did on a control plane since a mark of its audit log. */
export async function collectUsed(plane: ControlPlaneAccess, testPath: string, since = 0): Promise<void> {
  const folder = rightsFolder();
  if (folder === undefined) return;
  const requests = await plane.audit().requests({ user: ACCOUNT_USER, since });
  const record: UsedRights = {
    file: path.relative(ROOT, testPath),
    used: [...new Set(requests.filter((event) => !isRefused(event)).flatMap(rightOf))].toSorted(),
    refused: requests.filter(isRefused).map(({ verb, requestURI }) => `${verb} ${requestURI}`),
  };
  await mkdir(folder, { recursive: true });
  const name = `${stemOf(testPath)}.${path.basename(plane.info.dir)}.json`;
  await writeFile(path.join(folder, name), JSON.stringify(record));
}

/** Removes what an earlier run of a test file left. */
export async function forgetUsed(testPath: string): Promise<void> {
  const folder = rightsFolder() ?? '';
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => name.startsWith(`${stemOf(testPath)}.`));
  await Promise.all(own.map((name) => rm(path.join(folder, name))));
}

/** All that was collected in a folder. */
export async function usedRights(folder: string): Promise<readonly UsedRights[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as UsedRights);
}

/** A request as RBAC has it; nothing for one that is for no resource. */
export function rightOf({ verb, objectRef }: AuditEvent): string[] {
  if (objectRef === undefined) return [];
  const { resource, subresource, apiGroup = '' } = objectRef;
  return [`${verb} ${subresource === undefined ? resource : `${resource}/${subresource}`}.${apiGroup}`];
}

/** By RBAC. Admission answers 403 too, to a create in a namespace that is being deleted for one. */
const isRefused = ({ annotations }: AuditEvent): boolean => annotations?.['authorization.k8s.io/decision'] === 'forbid';

const stemOf = (testPath: string): string => path.relative(ROOT, testPath).replaceAll(/[^a-z0-9-]+/gi, '_');
