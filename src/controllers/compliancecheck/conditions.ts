// The reasons of a ComplianceCheck's `Ready` condition. Those of `Compliant` come with the result. Pure data.

export const REASONS = {
  evaluated: 'Evaluated',
} as const;
