// The deterministic names of what Docket creates. A second replica, a replay or a restart computes the same name, so nothing is created
// twice. The form is part of the API (docs/spec/v1alpha1/incident-names.md): changing it orphans every record.

import { createHash } from 'node:crypto';

/** Source names have at most 28 characters (a rule of the CRD); with these two lengths the names below have at most 63. */
const MAX_SLUG_LENGTH = 21;
const HASH_LENGTH = 12;

/** `provider` is the member of `IncidentSource.spec` that is set, `source` the name of the IncidentSource. */
export interface IncidentIdentity {
  readonly provider: string;
  readonly source: string;
  readonly externalID: string;
}

/**
 * The name of a mirrored incident: `<source>-<slug>-<hash>`, or `<source>-<hash>` when the slug of the external ID is empty. A valid DNS-1123 label for every external ID, and distinct for distinct identities (48 bits of sha256).
 */
export function incidentName(identity: IncidentIdentity): string {
  const hash = createHash('sha256')
    .update(`${identity.provider}\0${identity.source}\0${identity.externalID}`, 'utf8')
    .digest('hex')
    .slice(0, HASH_LENGTH);
  const slug = slugOf(identity.externalID);
  return slug === '' ? `${identity.source}-${hash}` : `${identity.source}-${slug}-${hash}`;
}

/** The name of the check of a type that a source gets by default: `<source>-<type in kebab-case>`. */
export function defaultCheckName(source: string, type: string): string {
  return `${source}-${kebabCase(type)}`;
}

function slugOf(externalID: string): string {
  return externalID
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/-$/, '');
}

/** `IncidentClosed` → `incident-closed`, `SLAMet` → `sla-met`. */
export function kebabCase(camelCase: string): string {
  return camelCase
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
