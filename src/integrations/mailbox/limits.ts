// How much of a mailbox is read at once, and how long anything may take. Data only.

/** Milliseconds. */
export const TIMES = {
  connect: 10_000,
  greeting: 10_000,
  idleSocket: 60_000,
  command: 60_000,
  text: 5_000,
  renewIdle: 300_000,
  watch: 1_500_000,
} as const;

/** Of the head of a mail so many bytes are read. A head that is longer gives what is in them. */
export const MAX_HEAD_BYTES = 128 * 1024;
/** The text of a larger mail is not read. */
export const MAX_MAIL_BYTES = 10 * 1024 * 1024;
/** The text of a mail with more parts is not read. */
export const MAX_PARTS = 100;
/** So many mails in one page. */
export const PAGE_SIZE = 50;
/** What one answer of a server may be: a page of heads, or one mail, and what is around them. */
export const MAX_ANSWER_BYTES = MAX_MAIL_BYTES + 1024 * 1024;
