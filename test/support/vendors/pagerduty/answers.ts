// Refusals in PagerDuty's format (PagerDuty/developer-docs docs/REST-API/14-Errors.md).

import { Refusal } from '../loopback/answers.ts';

export { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';

export function refuse(status: number, code: number, message: string): never {
  throw new Refusal({ status, body: { error: { message, code, errors: [message] } } });
}
