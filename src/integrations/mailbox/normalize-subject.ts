// What the subject and the recipients of a mail say of the incident: title, severity and category. Pure.

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { SeverityMap } from '../kit/severity.ts';
import { type Headers, valuesOf } from './normalize-headers.ts';
import { type Address, addressesIn, addressOf } from './normalize-sender.ts';

const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

export interface Subject {
  /** Without the tag that named the severity. */
  readonly title: string;
  /** High when no tag names one. */
  readonly severity: Severity;
}

const MAX_TAGS = 5;

/** Looks at the words in brackets that the subject begins with: `[critical] Lost laptop`. A tag that means no severity stays. */
export function readSubject(subject: string, map: SeverityMap): Subject {
  let [kept, rest] = ['', subject.trim()];
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const match = /^\[([^[\]]{1,128})\]\s*/.exec(rest);
    if (match === null) break;
    const [whole, tag = ''] = match;
    rest = rest.slice(whole.length);
    const severity = severityOf(tag, map);
    if (severity !== undefined) return { title: `${kept}${rest}`, severity };
    kept += whole;
  }
  return { title: subject, severity: 'High' };
}

function severityOf(tag: string, map: SeverityMap): Severity | undefined {
  const name = tag.trim().toLowerCase();
  const mapped = map.find(({ from }) => from.trim().toLowerCase() === name)?.to;
  return mapped ?? (Object.hasOwn(SEVERITIES, name) ? SEVERITIES[name] : undefined);
}

/** The topmost is where the mail was delivered to. */
const RECIPIENTS = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'] as const;

/** `phishing` of `security+phishing@example.com`, where `security@example.com` is one of the mailbox's addresses. */
export function categoryOf(headers: Headers, own: readonly string[]): string {
  const addresses = own.flatMap((each) => addressOf(each) ?? []);
  for (const name of RECIPIENTS) {
    for (const recipient of valuesOf(headers, name).flatMap(addressesIn)) {
      const tag = tagOf(recipient, addresses);
      if (tag !== undefined) return tag;
    }
  }
  return '';
}

function tagOf({ local, domain }: Address, own: readonly Address[]): string | undefined {
  const [base = '', ...tags] = local.split('+');
  const tag = tags.join('+');
  const isOwn = own.some((each) => each.local === base && each.domain === domain);
  return isOwn && /^[a-z0-9][a-z0-9_.-]{0,62}$/.test(tag) ? tag : undefined;
}
