// An organization on the loopback GitHub and its people. Types only.

export interface Person {
  readonly id: number;
  login: string;
  readonly type?: 'User' | 'Bot';
  /** Of the membership. Undefined: an outside collaborator. */
  role: 'admin' | 'member' | undefined;
  readonly isPublic?: boolean;
  readonly hasSecondFactor?: boolean;
  /** What the identity provider states. */
  readonly nameID?: string | undefined;
}

export interface Invitation {
  readonly id: number;
  readonly login: string | null;
  readonly email: string | null;
  readonly role: string;
}

export interface Organization {
  readonly login: string;
  readonly people: Map<number, Person>;
  readonly invitations: Invitation[];
  /** Has single sign-on of its own. */
  hasSaml: boolean;
}
