// Matches files against the patterns of the layer table. Works on paths only: reads no file, and resolves only relative specifiers.

import path from 'node:path';

import { CLOCK, MAIN, ROOMS, type Room } from './layers.ts';

/** How a file may be imported: as values, as types only, or not at all. */
export type Permission = 'value' | 'type' | 'none';

export interface Residence {
  readonly room: Room;
  /** The value of `{own}` in the room's patterns. */
  readonly own: string | undefined;
}

const compiled = new Map<string, RegExp>();

function toRegExp(pattern: string): RegExp {
  return compiled.getOrInsertComputed(pattern, compile);
}

function compile(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*|\*|\{own\})/)
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '{own}') return '(?<own>[^/]+)';
      return RegExp.escape(part);
    })
    .join('');
  return new RegExp(`^${source}$`);
}

/** The row of the table that governs a file; undefined when none does. */
export function residenceOf(file: string): Residence | undefined {
  for (const room of ROOMS) {
    for (const pattern of room.files) {
      const match = toRegExp(pattern).exec(file);
      if (match !== null) return { room, own: match.groups?.['own'] };
    }
  }
  return undefined;
}

export function matchesAny(file: string, patterns: readonly string[], own?: string): boolean {
  return patterns.some((pattern) => {
    const match = toRegExp(pattern).exec(file);
    return match !== null && (match.groups?.['own'] === undefined || match.groups['own'] === own);
  });
}

/** How a file of `from` may import `target`, a path from the project's root. */
export function permissionFor(from: Residence, target: string): Permission {
  if (target === MAIN) return 'none';
  if (matchesAny(target, from.room.values, from.own)) return 'value';
  if (target === CLOCK || matchesAny(target, from.room.types ?? [], from.own)) return 'type';
  return 'none';
}

/** A relative specifier as a path from the project's root, `undefined` for a package or a built-in module. */
export function targetOf(file: string, specifier: string): string | undefined {
  return /^\.{1,2}(\/|$)/.test(specifier) ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
}

/** `@scope/name/deep` → `@scope/name`; `name/deep` → `name`; `node:fs/promises` stays whole. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
