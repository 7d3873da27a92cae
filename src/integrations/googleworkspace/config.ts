// The member `googleWorkspace` of a StaffRoster's spec, and the addresses and scopes that it takes. Sends nothing.

import type { DirectoryConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

export type GoogleWorkspaceConfig = DirectoryConfigs['googleWorkspace'];

const API_HOST = 'https://admin.googleapis.com';
const TOKEN_HOST = 'https://oauth2.googleapis.com';
/** Below the token host; together they are whom the assertion is for, whatever host is asked in its place. */
export const TOKEN_PATH = 'token';
export const AUDIENCE = `${TOKEN_HOST}/${TOKEN_PATH}`;

export function apiBaseOf({ endpoint }: GoogleWorkspaceConfig): string {
  return endpoint ?? API_HOST;
}

export function tokenBaseOf({ endpoint }: GoogleWorkspaceConfig): string {
  return endpoint ?? TOKEN_HOST;
}

/** https://developers.google.com/workspace/admin/directory/v1/guides/authorizing */
export const USERS_SCOPE = 'https://www.googleapis.com/auth/admin.directory.user.readonly';
export const MEMBERS_SCOPE = 'https://www.googleapis.com/auth/admin.directory.group.member.readonly';

export function scopesOf({ groups = [] }: GoogleWorkspaceConfig): readonly string[] {
  return groups.length === 0 ? [USERS_SCOPE] : [USERS_SCOPE, MEMBERS_SCOPE];
}
