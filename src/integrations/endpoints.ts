// Which hosts a spec's own endpoint may point to: only those that the administrator named with --allow-endpoints, because the
// credential is sent there. Decides on the text of the URL; resolves no name and sends nothing.

export interface AllowedEndpoint {
  /** As the URL parser writes hosts: lower case, punycode, IPv6 in brackets, without a dot at the end. */
  readonly host: string;
  readonly port: number;
}

/**
 * Parses `HOST[:PORT],...`; without a port it is 443. Throws an Error that names the first invalid entry: a wildcard, a URL, or an IPv6 address without
 * brackets (its colons would be taken for a port's).
 */
export function parseAllowedEndpoints(text: string): readonly AllowedEndpoint[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
}

/** Whether a credential may be sent to `url`. A doubtful URL is not allowed. */
export function isAllowed(url: string, allowed: readonly AllowedEndpoint[]): boolean {
  const target = targetOf(url);
  return target !== undefined && allowed.some(({ host, port }) => host === target.host && port === target.port);
}

const HTTPS_PORT = 443;

const ENTRY = /^(?<host>\[[0-9a-f:.]+\]|[^:[\]/?#@\\\s*%]+)(?::(?<port>\d{1,5}))?$/i;

function parseEntry(entry: string): AllowedEndpoint {
  const groups = ENTRY.exec(entry)?.groups;
  const host = hostIn(`http://${groups?.['host'] ?? ''}/`);
  const port = Number(groups?.['port'] ?? HTTPS_PORT);
  if (host !== undefined && isPort(port)) return { host, port };
  throw new Error(
    `--allow-endpoints: "${entry}" is not HOST or HOST:PORT (an IPv6 address goes in brackets; no wildcards)`,
  );
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** The URL parser repairs what must be refused here: backslashes, white space, missing slashes, an empty user name. */
const PLAIN_URL = /^https?:\/\/[^/\\\s?#@]+([/?#][^\\\s]*)?$/i;

function targetOf(text: string): { readonly host: string; readonly port: number } | undefined {
  const host = PLAIN_URL.test(text) ? hostIn(text) : undefined;
  if (host === undefined) return undefined;
  const { protocol, port } = new URL(text);
  const defaultPort = protocol === 'https:' ? 443 : 80;
  return { host, port: port === '' ? defaultPort : Number(port) };
}

/** `example.com.` is the same host as `example.com`; with more dots at the end it is not a host. Undefined when the text is not a URL. */
function hostIn(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { hostname } = new URL(text);
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return host === '' || /^\.|\.$|\.\./.test(host) ? undefined : host;
}
