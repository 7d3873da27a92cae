// Where a spec's own endpoint may point: only to hosts that the administrator named with --allow-endpoints, as the credential goes
// there. Decides on text; resolves no name and sends nothing.

/** `port` undefined: any port. */
export interface AllowedEndpoint {
  /** As the URL parser writes hosts: lower case, punycode, IPv6 in brackets, without a dot at the end. */
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * `HOST[:PORT],...`. Throws an Error that names the entry which is no host: a wildcard, a URL, a bare IPv6 address (brackets tell
 * its colons from a port's).
 */
export function parseAllowedEndpoints(text: string): readonly AllowedEndpoint[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
}

/** Whether a credential may be sent to `url`. Anything that is doubtful is not allowed. */
export function isAllowed(url: string, allowed: readonly AllowedEndpoint[]): boolean {
  const target = hostOf(url);
  return (
    target !== undefined &&
    allowed.some(({ host, port }) => host === target.host && (port ?? target.port) === target.port)
  );
}

const ENTRY = /^(?<host>\[[0-9a-f:.]+\]|[^:[\]/?#@\\\s*%]+)(?::(?<port>\d{1,5}))?$/i;

function parseEntry(entry: string): AllowedEndpoint {
  const groups = ENTRY.exec(entry)?.groups;
  const port = groups?.['port'] === undefined ? undefined : Number(groups['port']);
  const text = `http://${groups?.['host'] ?? ''}/`;
  const host = groups !== undefined && URL.canParse(text) ? bareHost(new URL(text)) : '';
  if (host === '' || (port !== undefined && (port < 1 || port > 65_535))) {
    throw new Error(
      `--allow-endpoints: "${entry}" is not HOST or HOST:PORT (an IPv6 address goes in brackets; no wildcards)`,
    );
  }
  return { host, port };
}

function hostOf(text: string): { readonly host: string; readonly port: number } | undefined {
  // The URL parser mends what it should refuse: backslashes, white space, a missing slash.
  if (!/^https?:\/\/[^/\\\s]/i.test(text) || /[\\\s]/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(text)) return undefined;
  const host = bareHost(url);
  if (host === '') return undefined;
  const defaultPort = url.protocol === 'https:' ? 443 : 80;
  return { host, port: url.port === '' ? defaultPort : Number(url.port) };
}

/** `example.com.` is the same host as `example.com`; more dots are none. */
function bareHost({ hostname }: URL): string {
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return host.startsWith('.') || host.endsWith('.') || host.includes('..') ? '' : host;
}
