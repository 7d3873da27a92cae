// Writes to GuardDuty: archives a finding. Looks before, and reads back what became of an ambiguous answer. GuardDuty has no notes.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ArchiveFindings.html

import { writeOnce } from '../kit/write-once.ts';
import { SourceError } from '../ports/failure.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../ports/write.ts';
import { readFindings } from './findings.ts';
import { refOf, type FindingRef } from './normalize-ids.ts';
import { AwsRefusal } from './refusals.ts';
import type { Session } from './session.ts';

const NOT_FOUND: WriteOutcome = {
  kind: 'refused',
  reason: 'NotFound',
  message: 'GuardDuty does not know the finding (any more), or the credential may not see it',
};
const NOT_ALLOWED: WriteOutcome = {
  kind: 'refused',
  reason: 'NotAllowed',
  message:
    'GuardDuty refused to archive the finding: in an organisation only the administrator account may; use its credential, or a role there',
};

export function createWriter(session: Session): Writer {
  return {
    // AWS says which actions are allowed only when they are taken.
    probe: async () => ({ missingScopes: [] }),
    async write(command, signal) {
      if (command.kind === 'note') return { kind: 'unsupported' };
      const ref = refOf(command.externalID);
      if (ref === undefined) return NOT_FOUND;
      return writeOnce({
        look: () => look(session, { ref, command, signal }),
        write: () => archive(session, ref, signal),
      });
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the command.
    },
  };
}

interface Looking {
  readonly ref: FindingRef;
  readonly command: WriteCommand;
  readonly signal: AbortSignal;
}

/** A finding that changed at the time of the decision or later was reopened, or seen again by GuardDuty: the closure was not about that. */
async function look(session: Session, { ref, command, signal }: Looking): Promise<WriteOutcome | undefined> {
  const detectorID = await session.detector(ref.region, signal);
  const options = { severityMap: [], dataPolicy: 'Minimal' } as const;
  const named = { region: ref.region, detectorID, ids: [ref.id], signal };
  const { found, rejected } = await readFindings(session, named, options);
  const finding = found.get(ref.id);
  if (finding === undefined) {
    if (rejected.size === 0) return NOT_FOUND;
    throw new SourceError(
      'malformed',
      `get findings in ${ref.region}: the finding cannot be read: nothing was written`,
    );
  }
  if (finding.record.state === 'Resolved') return { kind: 'already' };
  return finding.updatedMs >= Date.parse(command.decidedOn) ? { kind: 'conflict' } : undefined;
}

async function archive(session: Session, { region, id }: FindingRef, signal: AbortSignal): Promise<WriteOutcome> {
  const detectorID = await session.detector(region, signal);
  try {
    await session.archive({ region, detectorID, ids: [id], signal });
    return { kind: 'applied' };
  } catch (error) {
    if (error instanceof AwsRefusal && error.errorName === 'BadRequestException') return NOT_ALLOWED;
    throw error;
  }
}
