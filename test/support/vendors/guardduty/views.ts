// A finding as GuardDuty shows it (https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html), with the personal data
// that such findings hold.

import { type StoredFinding } from './account.ts';

const ACCOUNT_ID = '111122223333';

export function findingView(finding: StoredFinding): Record<string, unknown> {
  const { id, region, title, severity, archived, createdAtMs, updatedAtMs } = finding;
  return {
    accountId: ACCOUNT_ID,
    arn: `arn:aws:guardduty:${region}:${ACCOUNT_ID}:detector/d/finding/${id}`,
    createdAt: new Date(createdAtMs).toISOString(),
    description: 'patient 4711 was seen by Earline Greenholt (earline@example.com)',
    id,
    partition: 'aws',
    region,
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: { accessKeyId: 'ASIAEXAMPLE', principalId: 'AIDAEXAMPLE', userName: 'earline@example.com' },
    },
    schemaVersion: '2.0',
    service: {
      action: {
        actionType: 'AWS_API_CALL',
        awsApiCallAction: { api: 'GetObject', remoteIpDetails: { ipAddressV4: '198.51.100.23' }, domainDetails: {} },
      },
      archived,
      count: 3,
      detectorId: 'd',
      eventFirstSeen: new Date(createdAtMs).toISOString(),
      eventLastSeen: new Date(updatedAtMs).toISOString(),
      resourceRole: 'TARGET',
      serviceName: 'guardduty',
      additionalInfo: { value: '{"phone":"555-1212"}', type: 'default' },
    },
    severity,
    title,
    type: 'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
    updatedAt: new Date(updatedAtMs).toISOString(),
  };
}
