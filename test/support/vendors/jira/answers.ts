// Requests to the loopback Jira, and refusals in the vendor's form.

import { type ApiRequest, Refusal } from '../loopback/answers.ts';
import { type Caller } from './access.ts';

export interface RoutedRequest extends ApiRequest {
  readonly caller: Caller | undefined;
}

export function refuse(status: number, message: string, errors: Readonly<Record<string, string>> = {}): never {
  throw new Refusal({ status, body: { errorMessages: [message], errors } });
}

export function jsonOf({ body }: ApiRequest): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return refuse(400, 'There was an error parsing JSON. Check that your request body is valid.');
  }
}
