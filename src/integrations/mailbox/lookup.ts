// Looks mails up by ID, for incidents that a person deleted here. A mail that was moved or deleted is gone from the folder; its incident
// stays on record.

import type { Lookup } from '../ports/record.ts';
import { isMailID, searchableID } from './normalize-id.ts';
import { PAGE_SIZE } from './limits.ts';
import { complete, judge, type Pulling } from './pull.ts';
import type { Report } from './normalize.ts';
import type { Head, MailSession } from './session.ts';

export async function lookUp(pulling: Pulling, externalID: string, signal: AbortSignal): Promise<Lookup> {
  const found = await findMail(pulling, externalID, signal);
  if (found === undefined) return { kind: 'gone', externalID };
  const { record } = await complete(pulling, { ...found, signal });
  return { kind: 'found', record, inScope: true };
}

export interface FoundMail {
  readonly session: MailSession;
  readonly head: Head;
  readonly report: Report;
}

/** The mail of an ID, judged again as when it was first read. Undefined when it is not in the folder, or is no report any more. */
export async function findMail(
  pulling: Pick<Pulling, 'session' | 'options'>,
  externalID: string,
  signal: AbortSignal,
): Promise<FoundMail | undefined> {
  if (!isMailID(externalID)) return undefined;
  const session = await pulling.session(signal);
  const id = searchableID(externalID);
  const uids = id === undefined ? await session.after(0, signal) : await session.withMessageID(id, signal);
  for (let at = 0; at < uids.length; at += PAGE_SIZE) {
    for (const head of await session.heads(uids.slice(at, at + PAGE_SIZE), signal)) {
      const judged = judge(head, pulling.options);
      if (judged.kind === 'report' && judged.report.record.externalID === externalID) {
        return { session, head, report: judged.report };
      }
    }
  }
  return undefined;
}
