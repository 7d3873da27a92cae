// AccessRuleDefined: somebody has said whose access to the system is valid.

import { systemCheck, type SystemVerdict } from '../subjects/system.ts';
import { noParameters } from './check-type.ts';
import { failing, passing } from './verdicts.ts';

const reasons = {
  RuleDefined: 'The system has validAccess.',
  NoAccessRule: 'The system has no validAccess, so nobody has said who may have access.',
} as const;

const DEFINED = passing('RuleDefined');

/** Without a rule it fails since the system was created, so that gracePeriod gives time from then on. */
const accessRuleDefinedVerdict: SystemVerdict = ({ row }) =>
  row.hasRule ? DEFINED : failing('NoAccessRule', row.createdAt);

export const accessRuleDefined = systemCheck({
  reasons,
  facts: ({ row }) => [row.hasRule ? 'validAccess is set' : 'validAccess is not set'],
  parameters: noParameters,
  verdict: accessRuleDefinedVerdict,
});
