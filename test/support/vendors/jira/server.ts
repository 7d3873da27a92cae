// A stateful Jira site on the loopback interface, which enforces the vendor's rules. Nothing in src knows that it exists.

import type { ApiRequest } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';
import { JiraAccess } from './access.ts';
import { JiraAccount } from './account.ts';
import { route } from './routes.ts';
import { DEFAULT_RULES, type SearchRules } from './search.ts';

export interface JiraOptions {
  readonly now?: () => Date;
  readonly rules?: Partial<SearchRules>;
}

export interface JiraServer extends AsyncDisposable {
  readonly loopback: Loopback;
  readonly url: string;
  readonly account: JiraAccount;
  readonly access: JiraAccess;
  rules: SearchRules;
}

export const GOOD_EMAIL = 'docket@example.com';
export const GOOD_TOKEN = 'good-token';
export const CLOUD_ID = '11223344-a1b2-3b33-c444-def123456789';

/** Dispose of it, or it keeps the process running. */
export async function startJira({ now = () => new Date(), rules = {} }: JiraOptions = {}): Promise<JiraServer> {
  const access = new JiraAccess(now, CLOUD_ID);
  access.accounts.add(`${GOOD_EMAIL}:${GOOD_TOKEN}`);
  const account = new JiraAccount(now);
  const answer = (request: ApiRequest) => {
    const { path, caller } = access.admit(request);
    return route(server, { ...request, path, caller });
  };
  const loopback = await Loopback.start({ now, answer, emptied });
  const server: JiraServer = {
    loopback,
    url: loopback.url,
    account,
    access,
    rules: { ...DEFAULT_RULES, now, ...rules },
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

function emptied(): unknown {
  return { issues: [], isLast: true };
}
