// The REST API's writes that Docket uses, by the vendor's rules: a write with an API key is made in the name of a user, whom the header
// `From` names; a read-only key may not write.

import type { Account } from './account.ts';
import { type ApiRequest, refuse } from './answers.ts';
import type { Route, World } from './route.ts';
import { incidentView } from './views.ts';

const INCIDENT = /^\/incidents\/([^/]+)$/;
const NOTES = /^\/incidents\/([^/]+)\/notes$/;

/** Undefined: the vendor has no such write. */
export function writeRouteOf({ method, path }: ApiRequest): Route | undefined {
  const [, incident] = INCIDENT.exec(path) ?? [];
  if (method === 'PUT' && incident !== undefined) return writing((world, request) => update(world, incident, request));
  const [, noted] = NOTES.exec(path) ?? [];
  if (method === 'POST' && noted !== undefined) return writing((world, request) => addNote(world, noted, request));
  return undefined;
}

function writing(answer: Route['answer']): Route {
  return {
    scope: 'incidents.write',
    answer(world, request) {
      requireUser(world.account, request);
      return answer(world, request);
    },
  };
}

/** The message is the vendor's. */
function requireUser({ people }: Account, { headers }: ApiRequest): void {
  const isByKey = headers['authorization']?.startsWith('Token ') === true;
  const from = headers['from'];
  if (from === undefined && !isByKey) return;
  if (![...people.values()].some(({ email }) => email === from)) refuse(400, 2100, 'Requester User Not Found');
}

function update({ account }: World, id: string, request: ApiRequest): unknown {
  const { incident: wanted } = parsed(request) as {
    readonly incident?: { readonly type?: string; readonly status?: string; readonly resolution?: string };
  };
  const incident = account.incidents.get(id) ?? refuse(404, 2100, 'Not Found');
  if (wanted?.type !== 'incident_reference' && wanted?.type !== 'incident') refuse(400, 2001, 'type is required.');
  if (wanted.status !== 'resolved') refuse(400, 2001, 'only a resolution is expected here.');
  if (incident.status !== 'resolved') account.resolve(id, undefined, wanted.resolution);
  return { incident: incidentView(account, account.get(id)) };
}

function addNote({ account }: World, id: string, request: ApiRequest): unknown {
  const { note } = parsed(request) as { readonly note?: { readonly content?: string } };
  if (!account.incidents.has(id)) refuse(404, 2100, 'Not Found');
  if (typeof note?.content !== 'string' || note.content === '') refuse(400, 2001, 'content is required.');
  account.note(id, note.content);
  return { note };
}

function parsed({ body }: ApiRequest): object {
  try {
    return JSON.parse(body) as object;
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(400, 2001, 'The body is not JSON.');
    throw error;
  }
}
