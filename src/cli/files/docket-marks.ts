// Tells whether a document or a text holds an object of Docket. If it does, the rules apply to it; if not, it belongs to another tool and is
// skipped. A text that cannot be parsed and names Docket's API version counts as Docket's, so that no object is skipped unseen.

import { DOCKET_KINDS } from '../../api/kinds.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { suggest } from '../suggest.ts';

/** The API group of everything that Docket judges. */
export const GROUP = 'docket.dev';

const KINDS: ReadonlySet<string> = new Set(DOCKET_KINDS.map(({ kind }) => kind));
const VERSION = /^docket\.dev\/v\d/;

/** True for the group itself, for a misspelt group with a kind of Docket, and for a kind of Docket without an apiVersion. */
export function isDockets(value: JsonObject): boolean {
  const { apiVersion, kind } = value;
  const isOurKind = typeof kind === 'string' && KINDS.has(kind);
  if (typeof apiVersion === 'string' && isNearGroup(groupOf(apiVersion), isOurKind)) return true;
  // Also when the key is misspelt (`apiversion`): the value still names the group.
  if (Object.values(value).some((member) => typeof member === 'string' && VERSION.test(member))) return true;
  return isOurKind && !isGiven(apiVersion) && (isJsonObject(value['spec']) || isJsonObject(value['metadata']));
}

/** The same for a text that cannot be parsed. Looks for the group, or a misspelling of it, on lines that are not comments. */
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
