// The errors of an API server other than 422, in its words: clients distinguish them by code and reason, people read them. Creates errors
// only; decides nothing.

import { describeObject, KubeError } from '../errors.ts';
import { apiVersionOf, type ObjectKey, type ResourceType } from '../../api/meta.ts';

export const notFound = (type: ResourceType, key: ObjectKey): KubeError =>
  new KubeError(`${describeObject(type, key)} not found`, { code: 404, reason: 'NotFound', resource: type.plural });

/** The kind is not served at all. */
export const unknownResource = (type: ResourceType): KubeError =>
  new KubeError(`the server could not find the requested resource (${apiVersionOf(type)} ${type.plural})`, {
    code: 404,
    reason: 'NotFound',
  });

export const alreadyExists = (type: ResourceType, key: ObjectKey): KubeError =>
  new KubeError(`${describeObject(type, key)} already exists`, { code: 409, reason: 'AlreadyExists' });

export const conflict = (type: ResourceType, key: ObjectKey, detail: string): KubeError =>
  new KubeError(`Operation cannot be fulfilled on ${describeObject(type, key)}: ${detail}`, {
    code: 409,
    reason: 'Conflict',
  });

export const modified = (type: ResourceType, key: ObjectKey): KubeError =>
  conflict(type, key, 'the object has been modified; please apply your changes to the latest version and try again');

export const badRequest = (message: string): KubeError => new KubeError(message, { code: 400, reason: 'BadRequest' });

export const expired = (message: string): KubeError => new KubeError(message, { code: 410, reason: 'Expired' });

export const forbiddenAnswer = (message: string): KubeError =>
  new KubeError(message, { code: 403, reason: 'Forbidden' });

export const unsupportedMediaType = (message: string): KubeError =>
  new KubeError(message, { code: 415, reason: 'Unknown' });

/** A version that the server has not reached. A real server waits a few seconds for it, then answers this. */
export const tooLargeVersion = (asked: number, current: number): KubeError =>
  new KubeError(`Timeout: Too large resource version: ${asked}, current: ${current}`, {
    code: 504,
    reason: 'Timeout',
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterMs: 1000,
  });
