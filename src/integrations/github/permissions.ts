// What a credential lacks, by GitHub's names. A classic token says its scopes in a header, an installation its permissions with its token;
// a fine-grained token says nothing until it is refused. https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps

import { CLASSIC_SCOPES, PERMISSIONS, streamsOf, type GitHubConfig } from './config.ts';
import type { Session } from './session.ts';

/** Call it after a request: the scopes of a token are known from a response. */
export async function missingPermissions(
  { credential, account }: Session,
  config: GitHubConfig,
  { level, signal }: { readonly level: 'read' | 'write'; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const granted = await credential.permissions(signal);
  if (granted !== undefined) return missingOfApp(granted, config, level);
  return missingOfClassic(account.classicScopes, config);
}

function missingOfApp(
  granted: Readonly<Record<string, string>>,
  config: GitHubConfig,
  level: 'read' | 'write',
): string[] {
  const has = (name: string): boolean => {
    const own = Object.hasOwn(granted, name) ? granted[name] : undefined;
    return own === 'admin' || own === 'write' || (level === 'read' && own === 'read');
  };
  const needed = streamsOf(config).map((stream) => PERMISSIONS[stream]);
  return needed.filter(({ name }) => !has(name)).map(({ title }) => `${title} (${level})`);
}

/** An empty header is a fine-grained token's: it has no scopes. */
function missingOfClassic(header: string | undefined, config: GitHubConfig): string[] {
  if (header === undefined || header.trim() === '') return [];
  const scopes = new Set(header.split(',').map((scope) => scope.trim()));
  const streams = streamsOf(config);
  const lacks = (enough: readonly string[]): boolean => !enough.some((scope) => scopes.has(scope));
  const missing = [
    ...(streams.includes('Issues') && lacks(CLASSIC_SCOPES.issues) ? ['repo'] : []),
    ...(streams.some((stream) => stream !== 'Issues') && lacks(CLASSIC_SCOPES.alerts) ? ['security_events'] : []),
  ];
  return missing;
}
