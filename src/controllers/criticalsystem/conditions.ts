// The reasons of a CriticalSystem's condition Matched. Those of reading its accounts are shared (reading/listing.ts). Pure.

export const MATCHED_REASONS = {
  matched: 'Matched',
  rosterNotNamed: 'RosterNotNamed',
  rosterMissing: 'RosterMissing',
  rosterNotRead: 'RosterNotRead',
} as const;
