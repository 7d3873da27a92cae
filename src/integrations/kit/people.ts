// Accounts and people from a vendor's rows: texts as one clean line, lists sorted and without repetitions, what is hidden as absent. Pure;
// knows no vendor.

import { saying, toLine } from '../../api/facts.ts';
import type { DirectoryPage, PersonRecord, RejectedPerson } from '../ports/directory.ts';
import type { AccountRecord, RejectedAccount, RosterPage } from '../ports/roster.ts';

/** Bounds in code points. An address has at most 320 (RFC 3696). */
const BOUNDS = { id: 256, address: 320, name: 256, label: 256, labels: 500 } as const;

/** What became of one row. `key` tells it from others; undefined where it has none. */
export type Read<Record, Rejected> =
  | { readonly kind: 'record'; readonly key: string; readonly record: Record }
  | { readonly kind: 'rejected'; readonly key: string | undefined; readonly rejected: Rejected };

export type ReadAccount = Read<AccountRecord, RejectedAccount>;
export type ReadPerson = Read<PersonRecord, RejectedPerson>;

type Hidden = string | null | undefined;

/** What a vendor states of an account. A text that is empty or null is hidden: the record has no such member. */
export interface StatedAccount extends Pick<AccountRecord, 'id' | 'kind' | 'state'> {
  readonly login?: Hidden;
  readonly email?: Hidden;
  readonly name?: Hidden;
  readonly pending?: boolean;
  readonly roles?: readonly Hidden[];
  readonly groups?: readonly Hidden[];
  readonly secondFactor?: boolean | undefined;
}

export function accountOf(stated: StatedAccount): ReadAccount {
  const { id, kind, state, login, email, name, pending = false, roles = [], groups = [], secondFactor } = stated;
  if (!isID(id)) return INVALID_ID;
  const texts = saying({
    login: lineOf(login, BOUNDS.address),
    email: lineOf(email, BOUNDS.address),
    name: lineOf(name, BOUNDS.name),
  });
  const factor = secondFactor === undefined ? {} : { secondFactor };
  const lists = { roles: labelsOf(roles), groups: labelsOf(groups) };
  return { kind: 'record', key: id, record: { id, kind, state, pending, ...texts, ...lists, ...factor } };
}

/** What a directory states of a person. */
export interface StatedPerson extends Pick<PersonRecord, 'state'> {
  readonly id: string;
  readonly email?: Hidden;
  /** May repeat each other and the main address in any case, and may hold what is no address. */
  readonly aliases?: readonly Hidden[];
  readonly roles?: readonly Hidden[];
  /** When the person left or will leave, epoch milliseconds. */
  readonly leftAt?: number | undefined;
}

export function personOf({ id, state, email, aliases = [], roles = [], leftAt }: StatedPerson): ReadPerson {
  if (!isID(id)) return INVALID_ID;
  const addresses = [email, ...aliases].flatMap((text) => addressOf(text) ?? []);
  const spellings = [...Map.groupBy(addresses, (address) => address.toLowerCase()).values()];
  const [main, ...others] = spellings.flatMap(([first]) => first ?? []);
  const stated = { ...(main !== undefined && { email: main }), ...(leftAt !== undefined && { leftAt }) };
  const record = { person: id, state, ...stated, aliases: labelsOf(others), roles: labelsOf(roles) };
  return { kind: 'record', key: id, record };
}

/** The text when it has the form of a mail address. */
function addressOf(text: Hidden): string | undefined {
  const line = lineOf(text, BOUNDS.address);
  return line !== undefined && /^[^\s@]+@[^\s@]+$/u.test(line) ? line : undefined;
}

/** The pages of a listing from its rows. */
export function rosterPage(rows: readonly ReadAccount[], last: boolean): RosterPage {
  return { accounts: recordsOf(rows), rejected: rejectedOf(rows), last };
}

export function directoryPage(rows: readonly ReadPerson[], last: boolean): DirectoryPage {
  return { people: recordsOf(rows), rejected: rejectedOf(rows), last };
}

function recordsOf<Record>(rows: ReadonlyArray<Read<Record, unknown>>): readonly Record[] {
  return rows.flatMap((row) => (row.kind === 'record' ? [row.record] : []));
}

function rejectedOf<Rejected>(rows: ReadonlyArray<Read<unknown, Rejected>>): readonly Rejected[] {
  return rows.flatMap((row) => (row.kind === 'rejected' ? [row.rejected] : []));
}

/** Ids go into requests and into the input of hashes: printable, without blanks. */
function isID(id: string): boolean {
  return id.length <= BOUNDS.id && /^[!-~]+$/.test(id);
}

/** A row that its schema refused. */
export function rejectedRow(fault: RejectedAccount): RejectedRow {
  return { kind: 'rejected', key: undefined, rejected: fault };
}

interface RejectedRow {
  readonly kind: 'rejected';
  readonly key: undefined;
  readonly rejected: RejectedAccount;
}

const INVALID_ID: RejectedRow = {
  kind: 'rejected',
  key: undefined,
  rejected: { reason: 'InvalidID', detail: '/id: not an id' },
};

function lineOf(text: Hidden, max: number): string | undefined {
  const line = typeof text === 'string' ? toLine(text, max) : '';
  return line === '' ? undefined : line;
}

function labelsOf(texts: readonly Hidden[]): readonly string[] {
  const lines = texts.flatMap((text) => lineOf(text, BOUNDS.label + 64) ?? []);
  return [...new Set(lines)].sort().slice(0, BOUNDS.labels);
}
