// External IDs: `<owner>/<repo>/<stream>/<number>`, and for advisories their GHSA id in place of a number. Pure.

import type { IncidentSourceSpec } from '../../api/v1alpha1/incidentsource.gen.ts';

export type Stream = NonNullable<NonNullable<IncidentSourceSpec['gitHub']>['streams']>[number];

/** In the order in which they are read. */
export const STREAMS = [
  'Issues',
  'DependabotAlerts',
  'CodeScanningAlerts',
  'SecretScanningAlerts',
  'SecurityAdvisories',
] as const satisfies readonly Stream[];

export interface Finding {
  readonly owner: string;
  readonly repo: string;
  readonly stream: Stream;
  /** A number, or a GHSA id. */
  readonly number: string;
}

const OWNER = '[A-Za-z0-9][A-Za-z0-9_-]{0,99}';
const REPO = '[A-Za-z0-9._-]{1,100}';
const FULL_NAME = new RegExp(`^(?<owner>${OWNER})/(?<repo>${REPO})$`);
const EXTERNAL_ID = new RegExp(
  `^(?<owner>${OWNER})/(?<repo>${REPO})/(?<stream>${STREAMS.join('|')})/(?<number>[1-9]\\d{0,14}|GHSA(?:-[a-z0-9]{4}){3})$`,
);

export function externalIDOf({ owner, repo, stream, number }: Finding): string {
  return `${owner}/${repo}/${stream}/${number}`;
}

/** Undefined for a text that no finding of GitHub can have, which is not sent there. */
export function parseExternalID(text: string): Finding | undefined {
  const { owner = '', repo = '', stream = '', number = '' } = EXTERNAL_ID.exec(text)?.groups ?? {};
  const known = STREAMS.find((each) => each === stream);
  const hasItsForm = number.startsWith('GHSA') === (known === 'SecurityAdvisories');
  return known === undefined || isDots(repo) || !hasItsForm ? undefined : { owner, repo, stream: known, number };
}

export interface RepoName {
  readonly owner: string;
  readonly repo: string;
}

/** `owner/name`; undefined for anything else. */
export function parseFullName(text: unknown): RepoName | undefined {
  const { owner = '', repo = '' } = (typeof text === 'string' ? FULL_NAME.exec(text)?.groups : undefined) ?? {};
  return owner === '' || isDots(repo) ? undefined : { owner, repo };
}

/** The repository that an address of the API or of the web page of a finding names. */
export function repoOfAddress(address: unknown): RepoName | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const parts = new URL(address).pathname.split('/').filter((part) => part !== '');
  const at = parts.indexOf('repos');
  const [owner, repo] = at === -1 ? parts : parts.slice(at + 1);
  return parseFullName(`${owner ?? ''}/${repo ?? ''}`);
}

function isDots(repo: string): boolean {
  return repo === '.' || repo === '..';
}
