// Validates the objects of docket.dev in YAML files, and the Secrets and ConfigMaps that they refer to, as a cluster would. Asks the
// embedded cluster, so that both use the same code. Writes nothing and makes no connection.

import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import { createMemoryCluster } from '../../kube/memory.ts';
import { systemClock } from '../../base/clock.ts';
import { GROUP, isDockets } from './docket-marks.ts';
import { counted, type Finding, inOrder, problemFinding } from './findings.ts';
import { type Accepted, type Judging, judgeObject } from './judge-object.ts';
import { type Loaded, loadYaml } from './load-yaml.ts';
import type { LoadedObject } from './read-objects.ts';
import type { Input } from './read-text.ts';
import { withoutSealed } from './sealed.ts';
import { skippedText, strictFindings } from './skipped.ts';
import { holderType, usedHolders } from './used-holders.ts';

export interface Validation {
  readonly findings: readonly Finding[];
  /** The objects of Docket. */
  readonly accepted: readonly Accepted[];
  /** The Secrets and ConfigMaps that those refer to. */
  readonly holders: readonly Accepted[];
  /** Everything that was loaded, objects of other groups too. */
  readonly loaded: Loaded;
  /** The objects of other groups that nothing of Docket's refers to: not judged. */
  readonly others: readonly LoadedObject[];
  readonly files: number;
  /** Objects of docket.dev that were judged. */
  readonly objects: number;
}

export interface ValidationOptions {
  /** Takes objects as a cluster prints them: ignores the resourceVersion, and validates the status. */
  readonly asStored?: boolean;
  /** Refuses documents that are not Kubernetes objects, instead of skipping them. */
  readonly strict?: boolean;
  /** Standard input, read for the root `-`. */
  readonly input?: Input;
}

/** Validates a folder (recursively), one file, or standard input (`-`). Rejects when it is not there. */
export async function validateDirectory(root: string, options: ValidationOptions = {}): Promise<Validation> {
  const { asStored = false, strict = false, input } = options;
  const loaded = await loadYaml(root, input);
  const cluster = createMemoryCluster({ crds: CRDS, clock: systemClock });
  const judging: Judging = {
    cluster,
    known: cluster.types.filter(({ group }) => group === GROUP),
    seen: new Map(),
    asStored,
  };
  const own = loaded.objects.filter(({ object }) => isDockets(object));
  const used = usedHolders(loaded.objects, own);
  const [ours, holders] = [await judgeAll(own, judging), await judgeAll(used.map(judgeable), judging)];
  const problems = [...loaded.problems.map(problemFinding), ...(strict ? strictFindings(loaded) : [])];
  return {
    findings: [...problems, ...ours.findings, ...holders.findings].sort(inOrder),
    accepted: ours.accepted,
    holders: holders.accepted.map((each) => ({ ...each, loaded: used.find(isOf(each)) ?? each.loaded })),
    loaded,
    others: loaded.objects.filter((each) => !own.includes(each) && !used.includes(each)),
    files: loaded.files,
    objects: own.length,
  };
}

/** With every sealed value replaced, so that the rest can be validated. */
const judgeable = (holder: LoadedObject): LoadedObject => ({ ...holder, object: withoutSealed(holder.object) });

const isOf =
  ({ loaded }: Accepted) =>
  ({ locate }: LoadedObject): boolean =>
    locate === loaded.locate;

interface JudgedAll {
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
}

async function judgeAll(objects: readonly LoadedObject[], judging: Judging): Promise<JudgedAll> {
  const [findings, accepted]: [Finding[], Accepted[]] = [[], []];
  for (const each of objects) {
    const judged = await judgeObject(each, holderType(each), judging);
    findings.push(...judged.findings);
    if (judged.accepted !== undefined) accepted.push(judged.accepted);
  }
  return { findings, accepted };
}

/** What was read: `7 objects of docket.dev in 2 files, 1 document of other groups skipped`. */
export function summaryOf(validation: Validation): string {
  const { objects, files } = validation;
  return `${counted(objects, 'object')} of ${GROUP} in ${counted(files, 'file')}${skippedText(validation)}`;
}
