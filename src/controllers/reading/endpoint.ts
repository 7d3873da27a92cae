// Whether the endpoint of a spec names a host that can exist. Decides on the text alone: resolves no name, and does not say whether the
// administrator allows the host. Pure.

import { isIP } from 'node:net';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MAX_HOST = 253;

/** The host, with the port where the URL has one; undefined for no URL, and for a host that cannot exist. */
export function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { host, hostname } = new URL(url);
  // The URL parser completes `1.2` to an address: only what is written out counts.
  const written = /^https?:\/\/(\[[^\]]*\]|[^:/?#]*)/i.exec(url)?.[1]?.toLowerCase();
  if (written === undefined) return undefined;
  const address = written.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return host;
  const labels = written.replace(/\.$/, '').split('.');
  const isName = isIP(hostname) === 0 && written.length <= MAX_HOST && labels.every((label) => LABEL.test(label));
  return isName ? host : undefined;
}

/** For the condition: what is wrong, and what to write instead. */
export const invalidHostMessage = (url: string): string =>
  `The endpoint ${JSON.stringify(url.slice(0, MAX_HOST))} names no valid host: write https://HOST or https://HOST:PORT, with an IPv6 address in brackets. Nothing was sent`;
