// The member `defender` of an IncidentSource's spec, and the path of its incidents. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** The endpoint replaces both hosts of the cloud. */
export type DefenderConfig = ProviderConfigs['defender'];

/** Below the base URL. */
export const INCIDENTS = 'v1.0/security/incidents';
