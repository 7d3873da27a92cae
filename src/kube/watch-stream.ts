// Turns the body of a watch into events. It ends when the server ends it or the caller aborts, and throws for everything else: an ERROR
// event (KubeError), a broken or unreadable stream (KubeConnectionError). It must not time out: an idle watch is healthy, and the reflector
// decides when it has been idle for too long.

import type { KubeObject } from '../api/meta.ts';
import { isJsonObject, type JsonObject, parseJson } from '../base/json.ts';
import type { WatchEvent } from './client.ts';
import { KubeConnectionError, KubeError } from './errors.ts';
import { createLineSplitter } from './json-lines.ts';
import { reasonOf, subjectOf, type Call, type Sender } from './sender.ts';
import { errorOfStatus } from './status.ts';

const eventTypes: ReadonlySet<string> = new Set<WatchEvent<KubeObject>['type']>([
  'ADDED',
  'MODIFIED',
  'DELETED',
  'BOOKMARK',
]);

export async function* watchEvents<T extends KubeObject>(sender: Sender, call: Call): AsyncGenerator<WatchEvent<T>> {
  const subject = subjectOf(call);
  const { signal } = call;
  const isAborted = (): boolean => signal?.aborted === true;
  if (isAborted()) return;
  try {
    using stream = await sender.open(call);
    for await (const lines of linesOf(stream.pieces)) {
      for (const line of lines) {
        if (isAborted()) return;
        yield eventOf<T>(subject, line);
      }
    }
  } catch (error) {
    if (isAborted()) return;
    if (error instanceof KubeError || error instanceof KubeConnectionError) throw error;
    throw new KubeConnectionError(`${subject}: the watch broke off: ${reasonOf(error)}`, error);
  }
}

// Yields lines in groups, as they arrived: an asynchronous step per line would cost as much as parsing a small line.
async function* linesOf(stream: AsyncIterable<readonly Buffer[]>): AsyncGenerator<string[]> {
  const splitter = createLineSplitter();
  for await (const pieces of stream) yield pieces.flatMap((piece) => splitter.push(piece));
  const rest = splitter.rest();
  if (rest.trim() !== '') yield [rest];
}

function eventOf<T extends KubeObject>(subject: string, line: string): WatchEvent<T> {
  const { type, object } = parseEvent(subject, line);
  if (type === 'ERROR') throw errorOfStatus(subject, object);
  if (!eventTypes.has(type))
    throw new KubeConnectionError(`${subject}: an event of the unknown type "${type}"`, undefined);
  return { type: type as WatchEvent<T>['type'], object: object as unknown as T };
}

interface RawEvent {
  readonly type: string;
  readonly object: JsonObject;
}

// The parser's own error would quote the text, which may be an object's content, so it is not passed on.
function parseEvent(subject: string, line: string): RawEvent {
  const event = parseJson(line);
  if (isEvent(event)) return event;
  throw new KubeConnectionError(`${subject}: a line that is no watch event (${line.length} characters)`, undefined);
}

function isEvent(value: unknown): value is RawEvent {
  return isJsonObject(value) && typeof value['type'] === 'string' && isJsonObject(value['object']);
}
