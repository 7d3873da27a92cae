// The member `entra` of a StaffRoster's spec, and the application permissions that it takes. Sends nothing.

import type { DirectoryConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** The endpoint replaces both hosts of the cloud. */
export type EntraConfig = DirectoryConfigs['entra'];

/** A permission by Microsoft's name, and those that include it. https://learn.microsoft.com/graph/permissions-reference */
export interface Permission {
  readonly name: string;
  readonly enough: readonly string[];
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];

export const USERS: Permission = {
  name: 'User.Read.All',
  enough: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY],
};
/** For `employeeLeaveDateTime` alone, which no other permission shows. */
export const LEAVE_DATES: Permission = {
  name: 'User-LifeCycleInfo.Read.All',
  enough: ['User-LifeCycleInfo.Read.All', 'User-LifeCycleInfo.ReadWrite.All'],
};
export const MEMBERS: Permission = {
  name: 'GroupMember.Read.All',
  enough: ['GroupMember.Read.All', 'GroupMember.ReadWrite.All', 'Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY],
};

/** Whether a token has it. A token that does not say what it has is taken to have what it needs; a refusal says what it lacks. */
export function hasPermission(granted: ReadonlySet<string> | undefined, { enough }: Permission): boolean {
  return granted === undefined || enough.some((name) => granted.has(name));
}
