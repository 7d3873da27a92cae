// The reasons that a ComplianceCheck's `Ready` gives; those of `Compliant` are the result's. Pure data.

export const REASONS = {
  evaluated: 'Evaluated',
} as const;
