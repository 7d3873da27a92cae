// The type of one row of the table of access worlds, and what every row begins with: two people, an account of each, one system.

/** The types of checks over accounts, and those over systems. */
export const ACCOUNT_TYPES = ['AccessRemoved', 'UserIdentified', 'AccessValid'] as const;
export const SYSTEM_TYPES = ['AccessRuleDefined', 'AccessReviewed'] as const;
export type AccessType = (typeof ACCOUNT_TYPES)[number] | (typeof SYSTEM_TYPES)[number];

/**
 * One row: a system, its roster, the files of both, checks and exceptions. In each text `{-2d}` stands for the instant two days before the
 * one at which the row is judged (`m`, `h`, `d`), and `{account u2}` for the name that findings give the account u2.
 */
export interface AccessWorld {
  /** Unique. */
  readonly name: string;
  readonly because: string;
  /** Lines of accounts.csv. */
  readonly accounts?: readonly string[];
  /** Lines of roster.csv. */
  readonly people?: readonly string[];
  /** The text of roster.yaml. Beside roster.csv there are two files; instead of it with `people: []`. */
  readonly peopleYaml?: string;
  /** What the files say of their age. Null: nothing. */
  readonly asOf?: { readonly accounts?: string | null; readonly people?: string | null };
  /** Members of the specs beside the usual ones; undefined takes one off. Null: there is no roster. */
  readonly system?: object;
  readonly roster?: object | null;
  /** Of the system. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Members of the specs of the checks. */
  readonly checks?: { readonly [Type in AccessType]?: object };
  readonly exceptions?: readonly object[];
  /** How long the last good listings were, and which count a person confirmed. */
  readonly before?: { readonly accounts?: number; readonly people?: number; readonly confirmed?: string };
  /** As `told` has it, where a check says something else than {@link WELL}. */
  readonly want: { readonly [Type in AccessType]?: string };
}

export const ACCOUNTS = ['account,email,state,kind', 'u1,ada@example.com,active,', 'u2,grace+v@example.com,active,'];
export const PEOPLE = [
  'person,email,aliases,roles,state,leftAt',
  'ada,ada@example.com,,grp-1,active,',
  'grace,grace@example.com,,on-call,active,',
];
const [HEADING = '', ADA = ''] = PEOPLE;

/** Both people, the second as given. */
export const withGrace = (line: string): readonly string[] => [HEADING, ADA, line];
/** Both accounts, and more. */
export const withAccounts = (...lines: readonly string[]): readonly string[] => [...ACCOUNTS, ...lines];
/** Both people, and more. */
export const withPeople = (...lines: readonly string[]): readonly string[] => [...PEOPLE, ...lines];

/** What every check says where nothing is the matter. */
export const WELL: { readonly [Type in AccessType]: string } = {
  AccessRemoved: 'Passing AllPassing (2 passing)',
  UserIdentified: 'Passing AllPassing (2 passing)',
  AccessValid: 'Passing AllPassing (2 passing)',
  AccessRuleDefined: 'Passing AllPassing (1 passing)',
  AccessReviewed: 'Passing AllPassing (1 passing)',
};

/** The same text for these types. */
export const each = (types: readonly AccessType[], text: string): AccessWorld['want'] =>
  Object.fromEntries(types.map((type) => [type, text]));
