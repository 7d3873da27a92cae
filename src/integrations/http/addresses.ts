// Which IP addresses a connection may go to: what is public, what is private, and what no vendor is ever at. Pure: resolves no name.
// Ranges: https://www.iana.org/assignments/iana-ipv4-special-registry and .../iana-ipv6-special-registry

import { BlockList, isIP } from 'node:net';

/**
 * `public`: a vendor may be there. `private`: only an endpoint that the administrator allowed may be there (loopback, private networks,
 * reserved ranges). `never`: link-local, metadata services of clouds, multicast, "this host", and what is no address.
 */
export type Reach = 'public' | 'private' | 'never';

const NEVER = blockList([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  // Metadata services outside the link-local range: Azure, Alibaba, Oracle, AWS (IPv6), Google (IPv6).
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::/32',
  'fd20:ce::254/128',
]);

const PRIVATE = blockList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Tunnels and documentation within the range that is otherwise public.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]);

/** The only range of IPv6 that is assigned for public use. */
const PUBLIC_IPV6 = blockList(['2000::/3']);

/** An address as resolvers and the URL parser write it; brackets around IPv6 are ignored. */
export function reachOf(text: string): Reach {
  const address = text.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return 'never';
  if (family === 4) return listed(address, 'ipv4') ?? 'public';
  const embedded = embeddedIPv4(address);
  if (embedded !== undefined) return reachOf(embedded);
  return listed(address, 'ipv6') ?? (PUBLIC_IPV6.check(address, 'ipv6') ? 'public' : 'private');
}

/** Whether a host of a URL is an address and not a name. The URL parser has turned every way to write IPv4 into four numbers. */
export function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

/** One form for each address, so that two can be compared. */
export function canonicalAddress(text: string): string {
  const address = text.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 6 || address.includes('%')) return address;
  return embeddedIPv4(address) ?? new URL(`http://[${address}]`).hostname;
}

function listed(address: string, family: 'ipv4' | 'ipv6'): 'never' | 'private' | undefined {
  if (NEVER.check(address, family)) return 'never';
  return PRIVATE.check(address, family) ? 'private' : undefined;
}

/**
 * The IPv4 address that one of IPv6 stands for: mapped (`::ffff:0:0/96`) or behind NAT64 (`64:ff9b::/96`, as in clusters with IPv6
 * only). Undefined for any other.
 */
function embeddedIPv4(address: string): string | undefined {
  const { hostname } = new URL(`http://[${address}]`);
  const match = /^\[(?:::ffff|64:ff9b:):(?<high>[0-9a-f]{1,4}):(?<low>[0-9a-f]{1,4})\]$/.exec(hostname)?.groups;
  if (match === undefined) return undefined;
  const value = Number.parseInt(match['high'] ?? '', 16) * 65_536 + Number.parseInt(match['low'] ?? '', 16);
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
