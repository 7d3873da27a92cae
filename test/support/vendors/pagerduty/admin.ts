// Controls the account over HTTP, for a test or a person in another process: POST /__admin/<verb> with JSON, GET /__admin/state.

import { type Account, type Trigger } from './account.ts';
import { type ApiAnswer, type ApiRequest } from './answers.ts';
import { type Fault, type Match } from '../loopback/faults.ts';

export interface Administered {
  readonly account: Account;
  readonly requests: readonly unknown[];
  failNext(match: Match, fault: Fault, times?: number): void;
  clearFaults(): void;
}

export const ADMIN_PREFIX = '/__admin/';

type Arguments = Readonly<Record<string, unknown>>;
type Verb = (server: Administered, args: Arguments) => unknown;

/** `{"id": "...", "at": "2026-03-02T10:00:00Z"}`; `at` is optional everywhere. */
const VERBS: Readonly<Record<string, Verb>> = {
  trigger: ({ account }, args) => account.trigger({ ...(args as Trigger), ...at(args) }),
  acknowledge: ({ account }, args) => account.acknowledge(id(args), at(args).at),
  unacknowledge: ({ account }, args) => account.unacknowledge(id(args), at(args).at),
  resolve: ({ account }, args) => account.resolve(id(args), at(args).at),
  reopen: ({ account }, args) => account.reopen(id(args), at(args).at),
  delete: ({ account }, args) => account.delete(id(args)),
  edit: ({ account }, { id: _id, ...fields }) => account.edit(String(_id), fields),
  move: ({ account }, args) => account.moveToService(id(args), String(args['service'])),
  merge: ({ account }, args) => account.merge(id(args), String(args['into']), at(args).at),
  service: ({ account }, args) => account.addService(String(args['name'])),
  team: ({ account }, args) => account.addTeam(String(args['name'])),
  fail: (server, { match, fault, times }) => server.failNext(match as Match, fault as Fault, Number(times ?? 1)),
  heal: (server) => server.clearFaults(),
};

export function administer(server: Administered, { method, path, body }: ApiRequest): ApiAnswer {
  const verb = path.slice(ADMIN_PREFIX.length);
  if (method === 'GET' && verb === 'state') {
    return { status: 200, body: { incidents: [...server.account.incidents.values()], requests: server.requests } };
  }
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (method !== 'POST' || run === undefined) return { status: 404, body: { verbs: Object.keys(VERBS) } };
  try {
    return { status: 200, body: run(server, body === '' ? {} : (JSON.parse(body) as Arguments)) ?? {} };
  } catch (error) {
    return { status: 400, body: { error: String(error) } };
  }
}

function id(args: Arguments): string {
  return String(args['id']);
}

function at(args: Arguments): { at?: Date } {
  return typeof args['at'] === 'string' ? { at: new Date(args['at']) } : {};
}
