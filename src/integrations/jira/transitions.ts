// Which transition resolves an issue, and with which fields. Pure. Chosen by the category of the status that it leads to, as every workflow names
// its transitions. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-get

import type { WriteRefusal } from '../ports/write.ts';
import { type JiraConfig } from './config.ts';
import { memberOf } from './schema.ts';

export type Choice =
  | { readonly kind: 'transition'; readonly id: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly reason: WriteRefusal; readonly message: string };

export type Closing = Pick<JiraConfig, 'doneTransition' | 'resolution'>;

const WHAT = 'resolve an issue';

/** `offered`: the transitions from the present status that the account may make. The first one that asks for nothing unknown is taken. */
export function chooseTransition(offered: readonly unknown[], closing: Closing): Choice {
  const leading = offered.filter((each) => isDone(each) && memberOf(each, 'isAvailable') !== false);
  const { doneTransition } = closing;
  const wanted = doneTransition === undefined ? leading : leading.filter((each) => isNamed(each, doneTransition));
  if (wanted.length === 0) return nothingOffered(offered.length, doneTransition);
  const choices = wanted.map((each) => fill(each, closing));
  return choices.find(({ kind }) => kind === 'transition') ?? choices[0] ?? nothingOffered(0, doneTransition);
}

function isDone(transition: unknown): boolean {
  return memberOf(memberOf(memberOf(transition, 'to'), 'statusCategory'), 'key') === 'done';
}

/** By its name in any case, or its id. */
function isNamed(transition: unknown, wanted: string): boolean {
  const name = memberOf(transition, 'name');
  const isEqual = typeof name === 'string' && name.toLowerCase() === wanted.toLowerCase();
  return isEqual || memberOf(transition, 'id') === wanted;
}

function nothingOffered(count: number, doneTransition: string | undefined): Choice {
  if (count === 0) {
    const message = `${WHAT}: the account may not move it: grant it the permission Transition issues`;
    return { kind: 'refused', reason: 'MissingPermission', message };
  }
  const which =
    doneTransition === undefined ? 'no transition' : 'no transition of the name in spec.jira.doneTransition';
  const message = `${WHAT}: ${which} leads from its present status to one of the category Done: set spec.jira.doneTransition, or resolve it in Jira`;
  return { kind: 'refused', reason: 'NotAllowed', message };
}

/** The fields of the transition's screen. A field that is not on it must not be sent. */
function fill(transition: unknown, { resolution }: Closing): Choice {
  const screen = memberOf(transition, 'fields');
  const fields = typeof screen === 'object' && screen !== null ? Object.entries(screen) : [];
  const isAsked = fields.some(([key]) => key === 'resolution');
  const owed = fields.filter(([key, field]) => isOwed(field) && (key !== 'resolution' || resolution === undefined));
  if (owed.length > 0) return missing(owed.map(([key]) => key));
  const given = isAsked && resolution !== undefined ? { resolution: { name: resolution } } : {};
  const id = memberOf(transition, 'id');
  if (typeof id === 'string') return { kind: 'transition', id, fields: given };
  return { kind: 'refused', reason: 'NotAllowed', message: `${WHAT}: Jira offers a transition without an id` };
}

function isOwed(field: unknown): boolean {
  return memberOf(field, 'required') === true && memberOf(field, 'hasDefaultValue') !== true;
}

/** Names the fields by their keys, as far as they are keys. */
export function missing(keys: readonly string[]): Choice & { readonly kind: 'refused' } {
  const named = keys.filter((key) => /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(key)).join(', ');
  const how = keys.includes('resolution') ? 'set spec.jira.resolution' : 'set spec.jira.doneTransition to another one';
  const message = `${WHAT}: the transition asks for ${named || 'a field'}: ${how}, or resolve it in Jira`;
  return { kind: 'refused', reason: 'MissingField', message };
}
