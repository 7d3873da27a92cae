// Refusals in the forms of Microsoft Graph and of Microsoft Entra.

import { Refusal } from '../loopback/answers.ts';

export function graphError(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, body: { error: { code, message, innerError: { 'request-id': '0' } } } });
}

export function entraError(status: number, error: string, description: string): Refusal {
  return new Refusal({ status, body: { error, error_description: description, error_codes: [], trace_id: '0' } });
}
