// `roster.csv`: who works here and who has left. `person,email,aliases,roles,state,leftAt`, of which person and state are required.

import type { PersonRecord } from '../../../integrations/ports/directory.ts';
import { foldedName } from '../address.ts';
import { type Parsed, parsed } from './fault.ts';
import { tableRows, type TableRow } from './table.ts';
import {
  listOf,
  optionalAddress,
  optionalInstant,
  optionalText,
  requiredText,
  requiredWord,
  Unique,
} from './values.ts';

const COLUMNS = { required: ['person', 'state'], optional: ['email', 'aliases', 'roles', 'leftAt'] } as const;
export const PERSON_STATES = ['active', 'inactive', 'offboarded', 'pending', 'unknown'] as const;

export function readRosterCsv(text: string): Parsed<PersonRecord[]> {
  return parsed(() => {
    const people = new Unique('person', foldedName);
    return tableRows(text, COLUMNS).map((row) => {
      const record = personOf(row);
      people.add(record.person, row.field('person'));
      return record;
    });
  });
}

function personOf(row: TableRow): PersonRecord {
  const email = optionalAddress('email', row.field('email'));
  const leftAt = optionalInstant('leftAt', row.field('leftAt'));
  return {
    person: requiredText('person', row.field('person')),
    ...(email !== undefined && { email }),
    aliases: listOf('aliases', row.field('aliases'), optionalAddress),
    roles: listOf('roles', row.field('roles'), optionalText),
    state: requiredWord('state', row.field('state'), PERSON_STATES),
    ...(leftAt !== undefined && { leftAt }),
  };
}
