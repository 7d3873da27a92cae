// Lists of the embedded cluster, page by page. A continue token names a version and a key, so that the pages of one list show one state,
// whatever is written in between. A token that is older than the log gets 410.

import type { ListOptions } from '../client.ts';
import { badRequest, tooLargeVersion } from './answers.ts';
import { forbidden, invalidAnswer } from './field-error.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Collection } from './storage.ts';
import type { Selection } from './watch.ts';

export interface Page {
  readonly objects: readonly JsonObject[];
  readonly revision: number;
  readonly continue: string | undefined;
}

interface Token {
  readonly revision: number;
  /** The key of the last object of the page before. */
  readonly after: string;
}

const TOO_OLD_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter.';
const TOO_OLD_LIST = 'The resourceVersion for the provided list is too old.';

export function listPage(collection: Collection, selects: Selection, options: ListOptions): Page {
  const token = options.continue === undefined || options.continue === '' ? undefined : readToken(options.continue);
  checkVersions(options, collection.revision);
  if (token !== undefined) {
    const entries = collection.entriesAt(token.revision, TOO_OLD_TOKEN);
    return takePage(entries, selects, options.limit, token);
  }
  const exact = options.resourceVersionMatch === 'Exact';
  const revision = exact ? Number(options.resourceVersion) : collection.revision;
  const entries = exact ? collection.entriesAt(revision, TOO_OLD_LIST) : collection.entries();
  return takePage(entries, selects, options.limit, { revision, after: '' });
}

function takePage(
  entries: Iterable<readonly [string, JsonObject]>,
  selects: Selection,
  limit: number | undefined,
  { revision, after }: Token,
): Page {
  const most = limit === undefined || limit <= 0 ? Infinity : limit;
  const objects: JsonObject[] = [];
  let last = after;
  for (const [key, object] of entries) {
    if (key <= after || !selects(key, object)) continue;
    if (objects.length >= most) return { objects, revision, continue: writeToken({ revision, after: last }) };
    objects.push(object);
    last = key;
  }
  return { objects, revision, continue: undefined };
}

function writeToken({ revision, after }: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString('base64url');
}

function readToken(text: string): Token {
  const token = parseJson(Buffer.from(text, 'base64url').toString());
  if (!isJsonObject(token)) throw badRequest('invalid continue token: continue key is not valid');
  const { v, rv, start } = token;
  if (v !== 'meta.k8s.io/v1' || typeof rv !== 'number' || typeof start !== 'string') {
    throw badRequest(
      'invalid continue token: continue key is not valid: server does not recognize this encoded version',
    );
  }
  return { revision: rv, after: start };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkVersions(options: ListOptions, current: number): void {
  const { resourceVersion, resourceVersionMatch } = options;
  if (resourceVersionMatch !== undefined) {
    const fault = matchFault(options);
    if (fault !== undefined) {
      throw invalidAnswer('ListOptions.meta.k8s.io ""', [forbidden('resourceVersionMatch', fault)]);
    }
  }
  const asked = parseVersion(resourceVersion);
  if (asked !== undefined && asked > current) throw tooLargeVersion(asked, current);
}

function matchFault({ resourceVersion, resourceVersionMatch, continue: token }: ListOptions): string | undefined {
  if (resourceVersion === undefined || resourceVersion === '') {
    return 'resourceVersionMatch is forbidden unless resourceVersion is provided';
  }
  if (token !== undefined && token !== '') return 'resourceVersionMatch is forbidden when continue is provided';
  return resourceVersionMatch === 'Exact' && resourceVersion === '0'
    ? 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
    : undefined;
}

/** A version as a number; undefined if none is given. Throws a 400 for a text that is no version. */
export function parseVersion(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  );
}
