// Gets the headers and TLS material of a kubeconfig's user from @kubernetes/client-node, which reads token files, runs exec plugins,
// refreshes OIDC tokens, and has its own caches. It must not show what a plugin printed on stdout.

import type { RequestOptions } from 'node:https';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { isJsonObject } from '../base/json.ts';
import type { Authenticate, Credentials } from './credentials.ts';
import type { TlsMaterial } from './wire.ts';

export interface Identity {
  readonly cluster: Cluster;
  readonly user: User;
}

/** The package keeps its caches in its KubeConfig, so a new KubeConfig starts without them. */
export function createAuthenticate(create: new () => KubeConfig, identity: Identity): Authenticate {
  let config = configOf(create, identity);
  return async (fresh) => {
    if (fresh) config = configOf(create, identity);
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw explained(error, identity.user);
    }
    return credentialsOf(options);
  };
}

// The transport handles proxies itself. And the package refuses plain HTTP unless TLS verification is off, which has no effect there.
function configOf(create: new () => KubeConfig, { cluster, user }: Identity): KubeConfig {
  const { proxyUrl: _, ...direct } = cluster;
  const config = new create();
  config.loadFromOptions({
    clusters: [{ ...direct, skipTLSVerify: cluster.skipTLSVerify || cluster.server.startsWith('http:') }],
    users: [user],
    contexts: [{ name: 'selected', cluster: cluster.name, user: user.name }],
    currentContext: 'selected',
  });
  return config;
}

function credentialsOf(options: RequestOptions): Credentials {
  const headers: Record<string, string> = {};
  if (typeof options.auth === 'string')
    headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value).trim();
  return { headers, tls: tlsOf(options) };
}

function tlsOf({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): TlsMaterial {
  return {
    ...(isMaterial(ca) && { ca }),
    ...(isMaterial(cert) && { cert }),
    ...(isMaterial(key) && { key }),
    ...(servername !== undefined && { servername }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
  };
}

const isMaterial = (value: unknown): value is string | Buffer => typeof value === 'string' || Buffer.isBuffer(value);

function explained(error: unknown, user: User): Error {
  const exec: unknown = user.exec;
  if (!isJsonObject(exec)) return error instanceof Error ? error : new Error(String(error));
  const hint = typeof exec['installHint'] === 'string' ? `; ${exec['installHint'].trim()}` : '';
  return new Error(`the exec plugin "${String(exec['command'])}" failed: ${pluginProblem(error)}${hint}`);
}

// A SyntaxError would quote what was printed, a TypeError stems from a missing field. Anything else is the plugin's
// stderr, or why it could not be started.
function pluginProblem(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof TypeError) return 'it printed no ExecCredential with a status';
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0]?.slice(0, 200) || 'it printed nothing on stderr';
}
