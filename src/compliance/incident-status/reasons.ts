// The reasons that the conditions of an Incident give; documented in docs/spec/v1alpha1/incident.md. Pure data.

export const REASONS = {
  recorded: 'Recorded',
  listed: 'Listed',
  notFoundUpstream: 'NotFoundUpstream',
  outOfScope: 'OutOfScope',
  sourceMissing: 'SourceMissing',
  notRepeated: 'NotRepeated',
  allChecksPass: 'AllChecksPass',
  checksFail: 'ChecksFail',
  checksUnknown: 'ChecksUnknown',
  notChecked: 'NotChecked',
} as const;
