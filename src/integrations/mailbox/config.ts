// The member `mailbox` of an IncidentSource's spec: hosts, ports, and which of them need the administrator's leave. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

export type MailboxConfig = ProviderConfigs['mailbox'];

/** A server of the spec. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'TLS' | 'StartTLS';
}

export function imapServer({ host, port, security }: MailboxConfig): MailServer {
  return { host, security, port: port ?? (security === 'TLS' ? 993 : 143) };
}

/** Undefined where the spec replies to nobody. */
export function smtpServer({
  reply,
  replyFrom,
  smtp,
}: MailboxConfig): (MailServer & { readonly from: string }) | undefined {
  if (reply !== 'Enabled' || replyFrom === undefined || smtp === undefined) return undefined;
  const { host, port, security } = smtp;
  return { host, security, from: replyFrom, port: port ?? (security === 'TLS' ? 465 : 587) };
}

/** Where a server is, in the form that `--allow-endpoints` is compared with. */
export function addressOf({ host, port }: MailServer): string {
  return `https://${host}:${port}`;
}

/**
 * Servers of large providers, which everybody may use: whoever writes a source cannot make a server of their own of them, to which the
 * Secret's password would be sent.
 */
const KNOWN: ReadonlySet<string> = new Set([
  'outlook.office365.com:993',
  'outlook.office365.us:993',
  'partner.outlook.cn:993',
  'imap.gmail.com:993',
  'smtp.office365.com:587',
  'smtp.office365.us:587',
  'smtp.partner.outlook.cn:587',
  'smtp.gmail.com:465',
  'smtp.gmail.com:587',
]);

/** What the administrator has to allow. */
export function endpointOf(server: MailServer): string | undefined {
  return KNOWN.has(`${server.host.toLowerCase()}:${server.port}`) ? undefined : addressOf(server);
}

/** Where Microsoft issues tokens for the mailboxes of a cloud, and the scope of all application permissions that were granted. */
export interface TokenService {
  readonly base: string;
  readonly scope: string;
}

/** https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth */
export function tokenServiceOf({ host }: MailboxConfig): TokenService {
  const name = host.toLowerCase();
  if (name.endsWith('.office365.us')) {
    return { base: 'https://login.microsoftonline.us', scope: 'https://outlook.office365.us/.default' };
  }
  if (name.endsWith('.outlook.cn')) {
    return { base: 'https://login.partner.microsoftonline.cn', scope: 'https://partner.outlook.cn/.default' };
  }
  return { base: 'https://login.microsoftonline.com', scope: 'https://outlook.office365.com/.default' };
}
