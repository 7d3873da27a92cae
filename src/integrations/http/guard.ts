// Which addresses a connection may be made to, checked when it is made: the addresses that are checked are those that are connected to,
// so a name cannot resolve to something else in between. Decides on addresses; the allowed endpoints are decided by their URL.

import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify, promisify } from 'node:util';

import { SourceError } from '../ports/failure.ts';
import { canonicalAddress, isAddress, reachOf } from './addresses.ts';
import { coded } from './failure.ts';
import { type Base } from './target.ts';

/** All addresses of a host name. Rejects when it has none. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface GuardOptions {
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Hosts of the cluster's own API server, by name or address. No vendor is there, whatever a name resolves to. */
  readonly ownHosts?: readonly string[];
}

/** `vendor`: the fixed host of a vendor, at public addresses only. `allowed`: an endpoint that the administrator allowed. */
export type Trust = 'vendor' | 'allowed';

const systemResolve: Resolve = (host) => promisify(lookup)(host, { all: true });

/** The lookup of new connections. Fails with SourceError `invalid-config` when one of the addresses of a name may not be connected to. */
export function guardedLookup(trust: Trust, { resolve = systemResolve, ownHosts = [] }: GuardOptions): LookupFunction {
  const ownAddresses = async (): Promise<ReadonlySet<string>> => {
    const each = ownHosts.map(async (host) =>
      isAddress(host) ? [host] : (await resolve(host).catch(() => [])).map(({ address }) => address),
    );
    return new Set((await Promise.all(each)).flat().map(canonicalAddress));
  };
  const checked = async (host: string): Promise<readonly LookupAddress[]> => {
    const addresses = await resolve(host);
    const own = trust === 'vendor' ? await ownAddresses() : new Set<string>();
    const isRefused = ({ address }: LookupAddress): boolean =>
      !mayReach(address, trust) || own.has(canonicalAddress(address));
    if (addresses.some(isRefused)) throw blocked(host, trust);
    return addresses;
  };
  const look = callbackify(checked);
  return (host, options, callback) =>
    look(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 0);
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
}

/**
 * Throws SourceError `invalid-config` for a vendor's base that is not https to a public host. An address in a URL is connected to
 * without a lookup, so it is checked here.
 */
export function checkBase({ url, provider }: Base, trust: Trust, { ownHosts = [] }: GuardOptions): void {
  if (trust === 'allowed') return;
  const host = canonicalAddress(url.hostname.replace(/\.$/, ''));
  const isPublic = !isAddress(host) || reachOf(host) === 'public';
  const isOwn = ownHosts.some((own) => canonicalAddress(own) === host);
  if (url.protocol === 'https:' && isPublic && !isOwn) return;
  const message = `the endpoint for ${provider} is not https to a public host, and --allow-endpoints does not name it: not sent`;
  throw new SourceError('invalid-config', message);
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
const IDENTITY_AGENTS: ReadonlySet<string> = new Set(['http://169.254.170.23', 'http://[fd00:ec2::23]']);

/** Throws SourceError `invalid-config` for an origin that is not the agent of EKS Pod Identity. */
export function checkIdentityAgent({ url, provider }: Base): void {
  if (IDENTITY_AGENTS.has(url.origin) && url.pathname === '/') return;
  throw new SourceError(
    'invalid-config',
    `ask for the identity of the operator's pod for ${provider}: AWS_CONTAINER_CREDENTIALS_FULL_URI is not the address of the EKS Pod Identity agent: not sent`,
  );
}

/** A name that the administrator allowed may be at a private address, but not at those of metadata services and the like. */
function mayReach(address: string, trust: Trust): boolean {
  const reach = reachOf(address);
  return reach === 'public' || (reach === 'private' && trust === 'allowed');
}

function blocked(host: string, trust: Trust): SourceError {
  const what = trust === 'vendor' ? 'is not public, or belongs to this cluster' : 'no endpoint may have';
  const advice =
    trust === 'vendor' ? 'check the DNS of the cluster, or allow the host with --allow-endpoints' : 'check the DNS';
  const message = `connect to ${host}: the name resolves to an address that ${what}: not connected: ${advice}`;
  return coded('blocked', new SourceError('invalid-config', message));
}
