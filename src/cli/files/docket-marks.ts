// Tells whether a document or a text holds one of Docket's objects. What does is held to the rules; what does not is another tool's,
// and no business of Docket's. In doubt it is Docket's: a text that cannot be parsed must not hide an object.

import { DOCKET_KINDS } from '../../api/kinds.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { suggest } from '../suggest.ts';

/** The API group of everything that Docket judges. */
export const GROUP = 'docket.dev';

const KINDS: ReadonlySet<string> = new Set(DOCKET_KINDS.map(({ kind }) => kind));
const VERSION = /^docket\.dev\/v\d/;

/** Of the group; of a kind of the group and so close to it that it must have been meant; or of such a kind and of no group at all. */
export function isDockets(value: JsonObject): boolean {
  const { apiVersion, kind } = value;
  const isOurKind = typeof kind === 'string' && KINDS.has(kind);
  if (typeof apiVersion === 'string' && isNearGroup(groupOf(apiVersion), isOurKind)) return true;
  // A key that is misspelt (`apiversion`) leaves the value as it is.
  if (Object.values(value).some((member) => typeof member === 'string' && VERSION.test(member))) return true;
  return isOurKind && !isGiven(apiVersion) && (isJsonObject(value['spec']) || isJsonObject(value['metadata']));
}

/** The same of a text that cannot be parsed: from a version of the group, or one close to it, on a line that is no comment. */
export function mentionsDocket(text: string): boolean {
  if (/^(?!\s*#).*docket\.dev\/v\d/m.test(text)) return true;
  const kinds = [...text.matchAll(/\bkind["']?\s*:\s*["']?(\w+)/g)].map((match) => match[1] ?? '');
  if (!kinds.some((kind) => KINDS.has(kind))) return false;
  const groups = [...text.matchAll(/^(?!\s*#).*\bapiVersion["']?\s*:\s*["']?([\w.-]+)\//gm)].map((match) => match[1]);
  return groups.length === 0 || [...new Set(groups)].some((group) => isNearGroup(group ?? '', true));
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

function isNearGroup(group: string, isOurKind: boolean): boolean {
  return group === GROUP || (isOurKind && suggest(group, [GROUP]) !== undefined);
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
