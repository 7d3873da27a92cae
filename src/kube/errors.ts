// The errors of a Kubernetes API. They carry the server's Status. Nothing here logs.

import type { ObjectKey, ResourceType } from '../api/meta.ts';

/** The reasons of a Status that Docket distinguishes, as apimachinery names them. */
export type StatusReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'Gone'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotFound'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'Unknown';

export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

/** An answer of the server that is not 2xx. */
export class KubeError extends Error {
  readonly code: number;
  readonly reason: StatusReason;
  readonly causes: readonly StatusCause[];
  /** The plural name of the kind that the Status is about (`details.kind`). After a create it may be the missing namespace. */
  readonly resource: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    init: {
      code: number;
      reason: StatusReason;
      causes?: readonly StatusCause[];
      resource?: string | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'KubeError';
    this.code = init.code;
    this.reason = init.reason;
    this.causes = init.causes ?? [];
    this.resource = init.resource;
    this.retryAfterMs = init.retryAfterMs;
  }
}

/** No answer: refused, reset, timed out, or cut off in the middle. Whether a write happened is unknown. */
export class KubeConnectionError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'KubeConnectionError';
  }
}

/** `incidents.docket.dev "a"`: how the API server names an object in its messages. */
export function describeObject(type: ResourceType, key: ObjectKey): string {
  const resource = type.group === '' ? type.plural : `${type.plural}.${type.group}`;
  return `${resource} "${key.name}"`;
}

const has = (error: unknown, code: number): error is KubeError => error instanceof KubeError && error.code === code;

export const isNotFound = (error: unknown): error is KubeError => has(error, 404);
export const isConflict = (error: unknown): error is KubeError => has(error, 409) && error.reason !== 'AlreadyExists';
export const isAlreadyExists = (error: unknown): error is KubeError =>
  has(error, 409) && error.reason === 'AlreadyExists';
export const isInvalid = (error: unknown): error is KubeError => has(error, 422);
export const isForbidden = (error: unknown): error is KubeError => has(error, 403);

/** The object of a read, or undefined if there is no such object. Every other failure is thrown. */
export async function unlessNotFound<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
/** The version or the continue token is older than the server's history: list again. */
export const isGone = (error: unknown): error is KubeError => has(error, 410);
