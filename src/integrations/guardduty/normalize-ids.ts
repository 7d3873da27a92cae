// The external ID of a finding, `<region>/<finding id>`, as the same id may exist in several regions; and its page in the console.
// Pure.

/** `eu-west-1`, `us-gov-east-1`. It becomes part of a host name, so nothing else is a region. */
const REGION = /^[a-z]{2,4}(-[a-z]{2,16}){1,3}-\d{1,2}$/;
/** 32 hexadecimal digits today. Nothing that could escape a URL's path is an id. */
const FINDING_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

export interface FindingRef {
  readonly region: string;
  readonly id: string;
}

export function isFindingID(value: unknown): value is string {
  return typeof value === 'string' && FINDING_ID.test(value);
}

export function externalIDOf({ region, id }: FindingRef): string {
  return `${region}/${id}`;
}

/** Undefined for a text that is not such an ID: nothing has it, so no request is sent. */
export function refOf(externalID: string): FindingRef | undefined {
  const [region = '', id, ...rest] = externalID.split('/');
  return rest.length === 0 && REGION.test(region) && isFindingID(id) ? { region, id } : undefined;
}

/** The finding in the console of its region's partition. */
export function consoleUrlOf(region: string, findingID: string): string {
  const query = `region=${region}#/findings?search=id%3D${findingID}`;
  return `https://${region}.console.${consoleDomainOf(region)}/guardduty/home?${query}`;
}

function consoleDomainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.cn';
  return region.startsWith('us-gov-') ? 'amazonaws-us-gov.com' : 'aws.amazon.com';
}
