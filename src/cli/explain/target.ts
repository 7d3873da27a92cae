// What to explain: `check/NAME` or `incident/NAME`, and what to suggest for a name that does not exist.

import { COMPLIANCE_CHECK, INCIDENT } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import { ConfigError } from '../../config.ts';
import type { Judgement } from '../../judgement/offline/judge-objects.ts';
import { suggest } from '../suggest.ts';

export interface Target {
  readonly kind: 'check' | 'incident';
  readonly name: string;
}

/** Every way of writing a kind that kubectl accepts. */
const KINDS: Readonly<Record<Target['kind'], readonly string[]>> = {
  check: ['check', 'checks', 'chk', 'compliancecheck', COMPLIANCE_CHECK.plural],
  incident: ['incident', 'incd', INCIDENT.plural],
};

/** Throws ConfigError for anything else. */
export function parseTarget(text: string): Target {
  const slash = text.indexOf('/');
  const [word, name] = [text.slice(0, slash).toLowerCase(), text.slice(slash + 1)];
  const kind = (['check', 'incident'] as const).find((each) => KINDS[each].includes(word));
  if (slash > 0 && kind !== undefined && name !== '') return { kind, name };
  const example = 'check/NAME or incident/NAME';
  const meant = suggest(slash > 0 ? word : text, Object.values(KINDS).flat());
  const hint = meant === undefined || slash <= 0 ? '' : `; did you mean ${meant}/${name}?`;
  throw new ConfigError(`${JSON.stringify(text)} is nothing to explain: write ${example}${hint}`);
}

/** How many names are listed where none is close. */
const MAX_LISTED = 5;

/** The message for a name that does not exist: other namespaces that have it, near names, or names that exist. */
export function notFound({ kind, name }: Target, namespace: string, { stores }: Judgement): string {
  const rows = [...(kind === 'check' ? stores.checks : stores.incidents).list()];
  const here = rows.filter((row) => row.namespace === namespace).map((row) => row.name);
  const head = `no ${kind} ${keyOf({ namespace, name })}`;
  const elsewhere = rows.filter((row) => row.name === name).map((row) => `-n ${row.namespace ?? ''}`);
  if (elsewhere.length > 0) return `${head}; it is in another namespace: ${elsewhere.toSorted().join(', ')}`;
  const meant = nearest(name, here);
  if (meant !== undefined) return `${head}; did you mean ${kind}/${meant}?`;
  if (here.length === 0) return `${head}, and no other ${kind} in that namespace`;
  const more = here.length > MAX_LISTED ? `, and ${here.length - MAX_LISTED} more` : '';
  return `${head}; there are ${here.toSorted().slice(0, MAX_LISTED).join(', ')}${more}`;
}

/** A near misspelling, or the only name that begins with the text. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const meant = suggest(name, names);
  if (meant !== undefined) return meant;
  const begun = names.filter((each) => each.startsWith(name));
  return begun.length === 1 ? begun[0] : undefined;
}
