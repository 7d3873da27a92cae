// One incident of Graph → one record: states, severities, merged incidents, what is kept and what is not.

import { describe, expect, it } from 'vitest';

import { normalizeIncident, type NormalizeOptions } from './normalize.ts';

const OPTIONS: NormalizeOptions = { severityMap: [], dataPolicy: 'Minimal' };
const SOUND = {
  id: '2972395',
  displayName: 'Multi-stage incident',
  createdDateTime: '2026-03-01T08:00:00.0133333Z',
  lastUpdateDateTime: '2026-03-01T09:30:00.4566667Z',
  status: 'active',
  severity: 'medium',
  determination: 'phishing',
  incidentWebUrl: 'https://security.microsoft.com/incidents/2972395?tid=1',
  assignedTo: 'jane@example.com',
  description: 'Jane opened a file',
  redirectIncidentId: null,
};

function normalized(fields: object = {}, options: Partial<NormalizeOptions> = {}) {
  return normalizeIncident({ ...SOUND, ...fields }, { ...OPTIONS, ...options });
}

describe('an incident', () => {
  it('becomes a record', () => {
    expect(normalized()).toMatchObject({
      kind: 'record',
      severity: 'medium',
      unmapped: undefined,
      record: {
        externalID: '2972395',
        title: 'Multi-stage incident',
        severity: 'Medium',
        state: 'Detected',
        detectedAt: '2026-03-01T08:00:00Z',
        category: 'Phishing',
        url: 'https://security.microsoft.com/incidents/2972395?tid=1',
      },
    });
  });

  it('names and describes people only with dataPolicy Full', () => {
    expect(JSON.stringify(normalized())).not.toMatch(/jane/i);
    expect(normalized({}, { dataPolicy: 'Full' })).toMatchObject({
      record: { assignees: ['jane@example.com'], description: 'Jane opened a file' },
    });
  });

  it.each([
    { status: 'active', want: 'Detected', because: 'nobody works on it' },
    { status: 'Active', want: 'Detected', because: "the vendor's samples differ in case" },
    { status: 'inProgress', want: 'Triaging', because: 'somebody took it on' },
    { status: 'awaitingAction', want: 'Triaging', because: 'somebody waits for something' },
    { status: 'resolved', want: 'Resolved', because: 'it is' },
    { status: 'redirected', want: 'Resolved', because: 'it was merged into another one' },
  ])('that is $status is $want: $because', ({ status, want }) => {
    const { record } = normalized({ status, redirectIncidentId: '7' }) as Extract<
      ReturnType<typeof normalized>,
      { kind: 'record' }
    >;
    expect(record.state).toBe(want);
    expect(record.resolvedAt).toBe(want === 'Resolved' ? '2026-03-01T09:30:00Z' : undefined);
    expect(record.mergedInto).toBe('7');
    expect(record).not.toHaveProperty('acknowledgedAt');
  });

  it.each([
    { severity: 'high', want: 'High', unmapped: undefined },
    { severity: 'Low', want: 'Low', unmapped: undefined },
    { severity: 'informational', want: 'Info', unmapped: undefined },
    { severity: 'unknown', want: 'High', unmapped: undefined },
    { severity: 'unknownFutureValue', want: 'High', unmapped: 'unknownFutureValue' },
    { severity: null, want: 'High', unmapped: undefined },
  ])('of severity $severity is $want', ({ severity, want, unmapped }) => {
    expect(normalized({ severity })).toMatchObject({ record: { severity: want }, unmapped });
  });

  it('of a mapped severity has what the map says', () => {
    const severityMap = [{ from: 'Medium', to: 'Critical' as const }];
    expect(normalized({}, { severityMap })).toMatchObject({ record: { severity: 'Critical' } });
  });

  it.each([
    [{ id: '../../users' }, 'InvalidID'],
    [{ id: 7 }, 'WrongType'],
    [{ status: 'unknownFutureValue' }, 'UnknownState'],
    [{ status: undefined }, 'MissingField'],
    [{ createdDateTime: 'yesterday' }, 'InvalidTime'],
    [{ lastUpdateDateTime: '2026-03-01T09:30:00' }, 'InvalidTime'],
    [{ displayName: {} }, 'WrongType'],
  ])('with %j is rejected as %s', (fields, reason) => {
    expect(normalized(fields)).toMatchObject({ kind: 'rejected', item: { reason } });
  });
});
