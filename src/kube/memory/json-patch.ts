// JSON patch (RFC 6902), all six operations. Works on a copy, so a patch that does not apply throws and changes nothing.

import { KubeError } from '../errors.ts';
import { badRequest } from './answers.ts';
import { isJsonObject, isSameJson } from '../../base/json.ts';
import { cloneJson, define } from './json.ts';
import { pointerParts } from './paths.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: a JSON patch is a list of operations');
  const document = { root: cloneJson(target) };
  for (const operation of patch) apply(document, readOperation(operation));
  return document.root;
}

/** The server's text for a patch that does not apply, and what failed, which the server does not say. */
function notApplicable(detail: string): KubeError {
  const message = `the server rejected our request due to an error in our request (JSON patch: ${detail})`;
  return new KubeError(message, { code: 422, reason: 'Invalid' });
}

function readOperation(value: unknown): Operation {
  if (!isJsonObject(value) || typeof value['op'] !== 'string' || typeof value['path'] !== 'string') {
    throw notApplicable('an operation needs op and path');
  }
  const { op, path, from } = value;
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') throw notApplicable(`${op} needs from`);
  return { op, path, ...(typeof from === 'string' ? { from } : {}), value: value['value'] };
}

interface Document {
  root: unknown;
}

function apply(document: Document, { op, path, from = '', value }: Operation): void {
  switch (op) {
    case 'test':
      if (!isSameJson(read(document, path), value ?? null)) throw notApplicable(`test of ${path} failed`);
      return;
    case 'add':
      return add(document, path, cloneJson(value));
    case 'replace':
      read(document, path);
      return replace(document, path, cloneJson(value));
    case 'remove':
      read(document, path);
      return remove(document, path);
    case 'copy':
      return add(document, path, cloneJson(read(document, from)));
    case 'move': {
      const moved = read(document, from);
      remove(document, from);
      return add(document, path, moved);
    }
    default:
      throw notApplicable(`unknown operation ${op}`);
  }
}

function read(document: Document, path: string): unknown {
  return pointerParts(path).reduce((at, part) => step(at, part, path), document.root);
}

function step(inside: unknown, part: string, path: string): unknown {
  if (Array.isArray(inside)) return inside[position(part, inside.length - 1, path)];
  if (isJsonObject(inside) && Object.hasOwn(inside, part)) return inside[part];
  throw notApplicable(`${path} is not there`);
}

function position(part: string, last: number, path: string): number {
  if (!/^(0|[1-9]\d*)$/.test(part) || Number(part) > last) throw notApplicable(`${path}: no item ${part}`);
  return Number(part);
}

/** The container of a path and the name in it. */
function place(document: Document, path: string): { readonly inside: unknown; readonly name: string } {
  const cut = path.lastIndexOf('/');
  return { inside: read(document, path.slice(0, Math.max(cut, 0))), name: pointerParts(path).at(-1) ?? '' };
}

function add(document: Document, path: string, value: unknown): void {
  if (path === '') document.root = value;
  else {
    const { inside, name } = place(document, path);
    if (Array.isArray(inside))
      inside.splice(name === '-' ? inside.length : position(name, inside.length, path), 0, value);
    else if (isJsonObject(inside)) define(inside, name, value);
    else throw notApplicable(`${path} is not there`);
  }
}

function replace(document: Document, path: string, value: unknown): void {
  if (path === '') document.root = value;
  else {
    const { inside, name } = place(document, path);
    if (Array.isArray(inside)) inside[Number(name)] = value;
    else if (isJsonObject(inside)) define(inside, name, value);
  }
}

function remove(document: Document, path: string): void {
  const { inside, name } = place(document, path);
  if (Array.isArray(inside)) inside.splice(Number(name), 1);
  else if (isJsonObject(inside)) delete inside[name];
}
