// What a webhook source says of items that it could not read: they are left out, and the gap names the item and the reason.

import { describe, expect, it } from 'vitest';
import type { GapItem, PushReading } from '../../src/integrations/ports/receive.ts';
import { push, type WebhookConfig } from '../support/receiving/webhook.ts';

function config(format: WebhookConfig['format'], rest: Partial<WebhookConfig>): WebhookConfig {
  return { signature: { preset: 'Bearer' }, format, staleAfter: '1d', ...rest };
}

const gaps = ({ items }: PushReading): GapItem[] => items.filter((item) => item.kind === 'Gap');
/** What a gap says of an expression of `incidents` that fails. */
const failed = (member: string): string =>
  `ExpressionFailed: spec.webhook.incidents[0].${member} gave nothing for an item`;

describe('an item that cannot be read', () => {
  it.each([
    {
      because: 'a state that nobody knows',
      body: { id: '1', title: 'a', state: 'fine' },
      detail: 'UnknownState: state: no state that is known (item 1)',
    },
    {
      because: 'a state that nobody knows, of an id that says more than it should',
      body: { id: 'maria@example.com', title: 'a', state: 'fine' },
      detail: 'UnknownState: state: no state that is known',
    },
    { because: 'no state at all', body: { id: '1', title: 'a' }, detail: failed('state') },
    { because: 'no id', body: { title: 'a', state: 'open' }, detail: failed('id') },
    {
      because: 'an empty id',
      body: { id: '', title: 'a', state: 'open' },
      detail: 'InvalidID: id: empty, too long, or with characters that no id has',
    },
    { because: 'a title that is no text', body: { id: '1', title: {}, state: 'open' }, detail: failed('title') },
  ])('$because is left out and counted, and the gap says why', async ({ body, detail }) => {
    const custom = config('Custom', { incidents: [{ id: 'item.id', title: 'item.title', state: 'item.state' }] });
    const reading = await push(custom, body);
    expect(reading.items.filter(({ kind }) => kind === 'Incident')).toEqual([]);
    expect(reading.rejected.map((item) => item.reason)).toEqual([detail.slice(0, detail.indexOf(':'))]);
    // The source is not complete because of it.
    expect(gaps(reading)).toMatchObject([{ scope: 'Unreadable', gap: 'Open', detail }]);
  });

  it('names the first of several that are left out, by the id that its sender knows', async () => {
    const audit = config('KubernetesAudit', { incidents: [{ id: 'item.auditID', title: 'item.absent' }] });
    const items = ['a', 'b'].map((auditID) => ({ auditID, stage: 'ResponseComplete' }));
    expect(gaps(await push(audit, { items }))).toMatchObject([
      { detail: `${failed('title')} (item a/ResponseComplete); 1 more in this request` },
    ]);
  });
});
