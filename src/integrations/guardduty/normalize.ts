// One finding as the SDK hands it over → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that
// quotes none of its text. What a finding says about users, keys, addresses and resources is not read, whatever the data policy.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import { schemaFault, type Fault } from '../kit/schema-fault.ts';
import type { SeverityMap } from '../kit/severity.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { consoleUrlOf, externalIDOf, isFindingID } from './normalize-ids.ts';
import { findingSeverity } from './normalize-severity.ts';
import { isFinding, memberOf, type RawFinding } from './schema.ts';

export interface NormalizeOptions {
  readonly region: string;
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
}

export type Normalized =
  | {
      readonly kind: 'record';
      readonly record: IncidentRecord;
      /** The vendor's number. */
      readonly severity: number;
      /** Epoch milliseconds of the last change. */
      readonly updatedMs: number;
      readonly unmapped: string | undefined;
    }
  | { readonly kind: 'rejected'; readonly item: RejectedItem };

export function normalizeFinding(raw: unknown, options: NormalizeOptions): Normalized {
  if (!isFinding(raw)) return rejected(raw, options, schemaFault(isFinding, 'finding'));
  if (!isFindingID(raw.Id))
    return rejected(raw, options, { reason: 'InvalidID', detail: '/Id: not an id of GuardDuty' });
  const [detectedAt, updatedAt] = [toInstant(raw.CreatedAt), toInstant(raw.UpdatedAt)];
  if (detectedAt === undefined) return rejected(raw, options, noInstant('/CreatedAt'));
  if (updatedAt === undefined) return rejected(raw, options, noInstant('/UpdatedAt'));
  const isArchived = raw.Service.Archived;
  const { unmapped, ...rated } = findingSeverity(raw.Severity, options.severityMap);
  const record: IncidentRecord = {
    externalID: externalIDOf({ region: options.region, id: raw.Id }),
    ...rated,
    state: isArchived ? 'Resolved' : 'Detected',
    detectedAt,
    // GuardDuty keeps no time of archiving: the last change is the nearest that it says.
    ...(isArchived ? { resolvedAt: updatedAt } : {}),
    ...describe(raw, options),
  };
  return { kind: 'record', record, severity: raw.Severity, updatedMs: Date.parse(raw.UpdatedAt), unmapped };
}

function noInstant(field: string): Fault {
  return { reason: 'InvalidTime', detail: `${field}: not an instant with an offset` };
}

function rejected(raw: unknown, { region }: NormalizeOptions, fault: Fault): Normalized {
  const id = memberOf(raw, 'Id');
  return { kind: 'rejected', item: isFindingID(id) ? { ...fault, externalID: externalIDOf({ region, id }) } : fault };
}

type Description = Pick<IncidentRecord, 'title' | 'category' | 'url' | 'service' | 'description'>;

function describe(raw: RawFinding, { region, dataPolicy }: NormalizeOptions): Description {
  const title = toLine(raw.Title ?? '', FACT_BOUNDS.title) || `Finding ${raw.Id}`;
  const description = dataPolicy === 'Full' ? toParagraphs(raw.Description ?? '', FACT_BOUNDS.description) : '';
  return {
    title,
    ...saying({
      category: purposeOf(raw.Type ?? ''),
      url: toWebUrl(consoleUrlOf(region, raw.Id)),
      service: /^\d{12}$/.test(raw.AccountId ?? '') ? (raw.AccountId ?? '') : '',
      description: description === title ? '' : description,
    }),
  };
}

/** `CryptoCurrency` of `CryptoCurrency:EC2/BitcoinTool.B!DNS`: what the threat is after. */
function purposeOf(type: string): string {
  return /^[A-Za-z]{1,64}(?=:)/.exec(type)?.[0] ?? '';
}
