// One finding → one record: states, severities, times, what is kept and what is not.

import { describe, expect, it } from 'vitest';

import { normalizeFinding, type NormalizeOptions } from './normalize.ts';

const OPTIONS: NormalizeOptions = { region: 'eu-west-1', severityMap: [], dataPolicy: 'Minimal' };
const ID = '3eb6b1d0c1a94fa5b0a3a4d7f2f0a001';
const SOUND = {
  Id: ID,
  AccountId: '111122223333',
  CreatedAt: '2026-03-01T08:00:00.123Z',
  UpdatedAt: '2026-03-01T09:30:00.456Z',
  Severity: 8,
  Title: 'The EC2 instance i-99999999 is mining.',
  Type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  Description: 'Queried by jane@example.com',
  Service: { Archived: false, Count: 2 },
};

function normalized(fields: object = {}, options: Partial<NormalizeOptions> = {}) {
  return normalizeFinding({ ...SOUND, ...fields }, { ...OPTIONS, ...options });
}

describe('a finding', () => {
  it('becomes a record with its region in the ID', () => {
    expect(normalized()).toEqual({
      kind: 'record',
      severity: 8,
      updatedMs: Date.parse('2026-03-01T09:30:00.456Z'),
      unmapped: undefined,
      record: {
        externalID: `eu-west-1/${ID}`,
        title: 'The EC2 instance i-99999999 is mining.',
        severity: 'High',
        sourceSeverity: { value: 'High / 8' },
        state: 'Detected',
        detectedAt: '2026-03-01T08:00:00Z',
        category: 'CryptoCurrency',
        service: '111122223333',
        url: `https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/findings?search=id%3D${ID}`,
      },
    });
  });

  it('that is archived is resolved, at the time of its last change', () => {
    expect(normalized({ Service: { Archived: true } })).toMatchObject({
      record: { state: 'Resolved', resolvedAt: '2026-03-01T09:30:00Z' },
    });
  });

  it('is described only with dataPolicy Full', () => {
    expect(JSON.stringify(normalized())).not.toContain('jane@example.com');
    expect(normalized({}, { dataPolicy: 'Full' })).toMatchObject({ record: { description: SOUND.Description } });
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('of %s is shown in the console of its partition', (region, url) => {
    expect(normalized({}, { region })).toMatchObject({ record: { url: expect.stringContaining(url) as string } });
  });

  it.each([
    { severity: 10, because: 'the highest number', want: 'Critical' },
    { severity: 9, because: 'where Critical begins', want: 'Critical' },
    { severity: 8.9, because: 'where High ends', want: 'High' },
    { severity: 7, because: 'where High begins', want: 'High' },
    { severity: 6.9, because: 'where Medium ends', want: 'Medium' },
    { severity: 4, because: 'where Medium begins', want: 'Medium' },
    { severity: 3.9, because: 'where Low ends', want: 'Low' },
    { severity: 1, because: 'where Low begins', want: 'Low' },
    { severity: 0.5, because: 'GuardDuty gives no such number', want: 'High', unmapped: '0.5' },
    { severity: 11, because: 'GuardDuty gives no such number', want: 'High', unmapped: '11' },
  ])('with severity $severity is $want: $because', ({ severity, want, unmapped }) => {
    expect(normalized({ Severity: severity })).toMatchObject({ record: { severity: want }, unmapped });
  });

  it.each([
    { from: '8', because: 'the number is its value' },
    { from: 'High', because: "the console's name for the range is its value, too" },
  ])('is mapped by $from: $because', ({ from }) => {
    const severityMap = [{ from, to: 'Low' as const }];
    expect(normalized({}, { severityMap })).toMatchObject({ record: { severity: 'Low' }, unmapped: undefined });
  });

  it.each([
    [{ Id: '../../x' }, 'InvalidID', undefined],
    [{ Id: 7 }, 'WrongType', undefined],
    [{ CreatedAt: 'yesterday' }, 'InvalidTime', `eu-west-1/${ID}`],
    [{ UpdatedAt: '2026-03-01T09:30:00' }, 'InvalidTime', `eu-west-1/${ID}`],
    [{ Severity: 'high' }, 'WrongType', `eu-west-1/${ID}`],
    [{ Service: undefined }, 'MissingField', `eu-west-1/${ID}`],
    [{ Service: {} }, 'MissingField', `eu-west-1/${ID}`],
    [{ Service: { Archived: 'true' } }, 'WrongType', `eu-west-1/${ID}`],
  ])('with %j is rejected as %s', (fields, reason, externalID) => {
    const result = normalized(fields);
    expect(result).toMatchObject({ kind: 'rejected', item: { reason } });
    expect(result.kind === 'rejected' ? result.item.externalID : 'none').toBe(externalID);
  });
});
