// The set-up of most tests of Jira.

import { createJira, type JiraConfig } from '../../../../src/integrations/jira/index.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import { type ProviderStage, stageProvider } from '../provider-stage.ts';
import { GOOD_EMAIL, GOOD_TOKEN, startJira, type JiraOptions, type JiraServer } from './server.ts';

export type JiraStage = ProviderStage<JiraConfig, JiraServer, ChangesSource>;

export function stageJira(options: JiraOptions = {}): Promise<JiraStage> {
  const provider = createJira();
  return stageProvider<JiraConfig, JiraServer, ChangesSource>({
    provider,
    roster: provider.roster,
    start: (now) => startJira({ now, ...options }),
    config: ({ url }): JiraConfig => ({ jql: 'project = SEC', site: 'acme.atlassian.net', endpoint: url }),
    secret: { email: GOOD_EMAIL, token: GOOD_TOKEN },
  });
}
