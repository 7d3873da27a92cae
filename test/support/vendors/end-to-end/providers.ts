// Every provider that is read and written to, as a row for the tests that all of them pass. A new provider is a row here.

import { CLOUDS } from './clouds.ts';
import { PAGER_DUTY_ROW } from './pagerduty.ts';
import type { ProviderRow } from './row.ts';
import { TRACKERS } from './trackers.ts';

export const PROVIDERS: readonly ProviderRow[] = [PAGER_DUTY_ROW, ...TRACKERS, ...CLOUDS];
