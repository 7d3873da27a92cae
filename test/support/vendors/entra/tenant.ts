// The users and groups of a tenant of Microsoft Entra ID in memory, and what administrators do with them. Knows no HTTP.

import { randomUUID } from 'node:crypto';

export interface StoredUser {
  readonly id: string;
  userPrincipalName: string;
  mail: string | null;
  otherMails: readonly string[];
  proxyAddresses: readonly string[];
  accountEnabled: boolean | null;
  userType: string | null;
  employeeLeaveDateTime: string | null;
  deletedDateTime: string | null;
  displayName: string;
}

export interface StoredGroup {
  readonly id: string;
  readonly displayName: string;
  /** Of users, and of groups in it. */
  readonly members: Set<string>;
}

export class EntraTenant {
  /** In the order of creation. */
  readonly users = new Map<string, StoredUser>();
  readonly deleted = new Map<string, StoredUser>();
  readonly groups = new Map<string, StoredGroup>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  addUser(name: string, fields: Partial<StoredUser> = {}): StoredUser {
    const user: StoredUser = {
      id: randomUUID(),
      userPrincipalName: `${name}@contoso.com`,
      mail: `${name}@contoso.com`,
      otherMails: [],
      proxyAddresses: [`SMTP:${name}@contoso.com`],
      accountEnabled: true,
      userType: 'Member',
      employeeLeaveDateTime: null,
      deletedDateTime: null,
      displayName: name,
      ...fields,
    };
    this.users.set(user.id, user);
    return user;
  }

  /** Frees the name and the addresses: the deleted user's name begins with its id. */
  deleteUser(id: string): void {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`no user ${id}`);
    this.users.delete(id);
    const userPrincipalName = `${id.replaceAll('-', '')}${user.userPrincipalName}`;
    this.deleted.set(id, { ...user, userPrincipalName, deletedDateTime: this.#now().toISOString() });
  }

  addGroup(displayName: string, members: readonly string[] = []): StoredGroup {
    const group = { id: randomUUID(), displayName, members: new Set(members) };
    this.groups.set(group.id, group);
    return group;
  }

  /** Users in a group and in the groups in it. */
  membersOf(id: string, seen: Set<string> = new Set()): readonly StoredUser[] {
    if (seen.has(id)) return [];
    seen.add(id);
    const members = [...(this.groups.get(id)?.members ?? [])];
    const users = members.flatMap((member) => this.users.get(member) ?? this.membersOf(member, seen));
    return [...new Set(users)];
  }
}
