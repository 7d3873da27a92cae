// One finding as the SDK hands it over → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that
// quotes none of its text. What a finding says about users, keys, addresses and resources is not read, whatever the data policy, but for
// the words in the tags of a resource, of which nothing is kept.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import { dataLossHint, listOf } from '../kit/data-loss.ts';
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
  /** What the finding is searched for; absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
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
    ...dataLossHint(saidOf(raw), options.dataLossWords),
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

/** The type, word by word (`Credential Exfiltration` of `CredentialExfiltration`), the title, the tags of resources, and the feedback. */
function saidOf({ Type, Title, Resource, Service }: RawFinding): readonly unknown[] {
  const type = Type?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  const tags = RESOURCES.flatMap((name) => resourcesIn(Resource, name)).flatMap((each) =>
    listOf(memberOf(each, 'Tags')),
  );
  const said = tags.map((tag) => `${textOf(memberOf(tag, 'Key'))} ${textOf(memberOf(tag, 'Value'))}`);
  return [type, Title, memberOf(Service, 'UserFeedback'), ...said];
}

/** The resources of a finding whose `Tags` are a list. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html */
const RESOURCES = [
  'InstanceDetails',
  'S3BucketDetails',
  'EksClusterDetails',
  'EcsClusterDetails',
  'LambdaDetails',
  'RdsDbInstanceDetails',
];

function resourcesIn(resource: unknown, name: string): readonly unknown[] {
  const value = memberOf(resource, name);
  return Array.isArray(value) ? listOf(value) : [value];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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
