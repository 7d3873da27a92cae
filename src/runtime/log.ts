// The logger that the code uses: a subset of pino's, so that main.ts can pass pino itself and tests a recorder. The message is
// constant text; what varies is a field. Neither may hold a secret or a provider's text.

/** Fields of one line. An error goes under `err`, as pino's serializer expects it. */
export type LogFields = Readonly<Record<string, unknown>>;

/** `info` = a transition or a start or stop; what happens per poll, object or request is `debug`. */
export interface Logger {
  debug(fields: LogFields, msg: string): void;
  info(fields: LogFields, msg: string): void;
  warn(fields: LogFields, msg: string): void;
  error(fields: LogFields, msg: string): void;
  /** A logger whose every line carries these fields as well. */
  child(fields: LogFields): Logger;
}

const ignore = (): void => undefined;

/** Drops everything. */
export const silentLogger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => silentLogger,
};
