import { describe, expect, it } from 'vitest';
import { errorOfAnswer } from './status.ts';

const now = new Date('2026-03-02T10:00:00Z');
const subject = 'GET /apis/docket.dev/v1alpha1/incidents';

const statusOf = (fields: object): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', ...fields });

describe('errorOfAnswer', () => {
  it('has what a Status says: reason, message, causes and when to retry', () => {
    const causes = [
      { reason: 'FieldValueInvalid', message: 'too long', field: 'spec.title' },
      { message: 'odd' },
      'not a cause',
    ];
    const body = statusOf({
      code: 422,
      reason: 'Invalid',
      message: 'is invalid',
      details: { causes, retryAfterSeconds: 3 },
    });
    expect(errorOfAnswer(subject, { status: 422, headers: {}, body }, now)).toMatchObject({
      name: 'KubeError',
      message: `${subject}: 422 Invalid: is invalid`,
      code: 422,
      reason: 'Invalid',
      causes: [{ reason: 'FieldValueInvalid', message: 'too long', field: 'spec.title' }, { message: 'odd' }],
      retryAfterMs: 3_000,
    });
  });

  it.each([
    { because: 'the reason says more than the code', code: 409, reason: 'AlreadyExists', want: 'AlreadyExists' },
    { because: 'the reason says more than the code', code: 410, reason: 'Expired', want: 'Expired' },
    { because: 'ServerTimeout is a timeout', code: 500, reason: 'ServerTimeout', want: 'Timeout' },
    { because: 'an unknown reason falls back to the code', code: 404, reason: 'Elsewhere', want: 'NotFound' },
    { because: 'neither is known', code: 418, reason: 'Teapot', want: 'Unknown' },
    { because: 'no reason falls back to the code', code: 403, reason: '', want: 'Forbidden' },
  ])('$code $reason is $want, as $because', ({ code, reason, want }) => {
    const answer = { status: code, headers: {}, body: statusOf({ code, reason, message: 'm' }) };
    expect(errorOfAnswer(subject, answer, now)).toMatchObject({ code, reason: want });
  });

  it('prefers the header to the body for when to retry', () => {
    const body = statusOf({ code: 429, details: { retryAfterSeconds: 3 } });
    const error = errorOfAnswer(subject, { status: 429, headers: { 'retry-after': '9' }, body }, now);
    expect(error.retryAfterMs).toBe(9_000);
  });

  it('reports the page of a proxy as such, without quoting it', () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    const error = errorOfAnswer(subject, { status: 502, headers, body: '<html>session=hunter2</html>' }, now);
    expect(error).toMatchObject({ code: 502, reason: 'Unknown', causes: [] });
    expect(error.message).toContain(`${subject}: 502`);
    expect(error.message).toContain('is a proxy answering for the API server?');
    expect(error.message).not.toContain('hunter2');
  });

  it('quotes the one line of plain text that the API server itself answers with', () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    const error = errorOfAnswer(subject, { status: 404, headers, body: '404 page not found\n' }, now);
    expect(error.message).toBe(`${subject}: 404 NotFound: 404 page not found (is the kind's CRD installed?)`);
  });

  it('clips a message that repeats an object', () => {
    const body = statusOf({ code: 422, reason: 'Invalid', message: 'x'.repeat(100_000) });
    expect(errorOfAnswer(subject, { status: 422, headers: {}, body }, now).message.length).toBeLessThan(2_200);
  });
});
