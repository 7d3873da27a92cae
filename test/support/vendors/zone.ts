// Names and addresses for tests of where a connection may go. Resolves nothing for real.

import type { Resolve } from '../../../src/integrations/http/guard.ts';

/** Addresses that no vendor has: each is tried as the literal host of a URL, and as what a vendor's name resolves to. */
export const INSIDE = [
  '127.0.0.1', '127.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.1.1', '100.64.0.1', '100.127.255.254',
  '169.254.169.254', '169.254.170.2', '169.254.170.23', '169.254.0.1', '168.63.129.16', '100.100.100.200', '192.0.0.192', '0.0.0.0', '0.1.2.3',
  '192.0.2.1', '198.51.100.7', '203.0.113.7', '198.18.0.1', '192.88.99.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
  '::1', '::', 'fe80::1', 'fe80::a9fe:a9fe', 'fc00::1', 'fd00::1', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fec0::1', 'ff02::1', '2001:db8::1',
  '2002:7f00:1::1', '2001::1', '3fff::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a9fe:a9fe', '::ffff:10.0.0.1',
  '::ffff:0:127.0.0.1', '::127.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1', '64:ff9b:1::7f00:1',
] as const; // prettier-ignore

/** What names resolve to here. A name with several lists gives them in turn. */
export type Zone = Readonly<Record<string, readonly (readonly string[])[]>>;

export function resolver(zone: Zone): { readonly resolve: Resolve; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (host) => {
      const name = host.replace(/\.$/, '').toLowerCase();
      const turns = zone[name] ?? [];
      const turn = asked.filter((each) => each === name).length;
      asked.push(name);
      const answer = turns[Math.min(turn, turns.length - 1)];
      if (answer === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  };
}
