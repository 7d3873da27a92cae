// YAML files as in a repository, and the verdicts of `docket test` on them at one instant.

import { docket, Folder, type Heard } from '../processes/command-line.ts';

export const NOW = '2026-03-04T12:00:00Z';

/** An object of docket.dev as people write it. */
export const object = (kind: string, name: string, spec: string, rest = ''): string =>
  `apiVersion: docket.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n${rest}---\n`;

export const OPEN = object(
  'Incident',
  'leak',
  '{title: Card data in a log, severity: High, detectedAt: "2026-03-02T08:00:00Z"}',
);
export const CLOSED = OPEN.replace(
  'severity: High',
  'severity: High, state: Resolved, resolvedAt: "2026-03-02T09:00:00Z"',
);
export const check = (name: string, spec = '{type: IncidentClosed}'): string => object('ComplianceCheck', name, spec);
export const source = (name: string, rest = ''): string =>
  object('IncidentSource', name, '{pagerDuty: {region: EU}, secretRef: {name: pd}}', rest);

/** The status of a source with one condition that is not True. */
export const troubled = (type: string, reason: string, value = 'False'): string => {
  const condition = `{type: ${type}, status: "${value}", reason: ${reason}, message: m, lastTransitionTime: "${NOW}"}`;
  return `status: {conditions: [${condition}]}\n`;
};

/** Runs `docket test` on one file at {@link NOW}. */
export async function judge(text: string, ...flags: readonly string[]): Promise<Heard> {
  await using folder = await Folder.with({ 'a.yaml': text });
  const { code, out, err } = await docket('test', folder.path, '--now', NOW, ...flags);
  return { code, out: out.replaceAll(folder.path, 'DIR'), err: err.replaceAll(folder.path, 'DIR') };
}

export const review = (members: string): string =>
  object('IncidentReview', 'leak', `{incidentRef: {name: leak}, ${members}}`);

/** `name: result reason` of each check, and the exit code. */
export async function verdicts(text: string): Promise<{ code: number; checks: string[] }> {
  const { code, out, err } = await judge(text, '-o', 'json');
  if (out === '') throw new Error(err);
  const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ name: string; result: string; reason: string }> };
  return { code, checks: checks.map(({ name, result, reason }) => `${name}: ${result} ${reason}`) };
}

export const exception = (members: string): string =>
  object(
    'CheckException',
    'ex',
    `{target: {incidentRef: {name: leak}}, reason: the vendor is fixing it this week, requestedBy: ann, ${members}}`,
  );
