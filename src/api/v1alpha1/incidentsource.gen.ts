// Generated from crds/incidentsources.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * An IncidentSource reads the security incidents of one account of a system where they are handled, and keeps each as an Incident in its own namespace. Its name is at most 28 characters long and has no dots, as the names of its incidents start with it. Deleting a source leaves its incidents in place.
 */
export interface IncidentSource extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'IncidentSource';
  spec: IncidentSourceSpec;
  status?: IncidentSourceStatus;
}

/**
 * Which system to read, and how.
 */
export interface IncidentSourceSpec {
  /**
   * Read incidents from PagerDuty's REST API.
   */
  pagerDuty?: {
    /**
     * The service region of the account, which decides the host that is asked.
     */
    region: 'US' | 'EU';
    /**
     * Read only incidents of these services, each by its id or its exact name. Absent means every service that the credential can see.
     */
    services?: string[];
    /**
     * Read only incidents of these teams, each by its id or its exact name. Absent means every team.
     */
    teams?: string[];
    /**
     * Read only incidents of these urgencies. Absent means both.
     */
    urgencies?: ('High' | 'Low')[];
    /**
     * The mail address of a user of the account, in whose name Docket writes. PagerDuty asks for it where the credential is an API key; used only where writeBack is Enabled.
     */
    from?: string;
    /**
     * The base URL to use in place of PagerDuty's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read issues of Jira Cloud, each as an incident.
   */
  jira?: {
    /**
     * The host of the site, as acme.atlassian.net. Links lead there, and without cloudID it is the host that is asked. A host that is not below one of Atlassian's domains must be allowed with --allow-endpoints.
     */
    site?: string;
    /**
     * The cloud ID of the site. With it requests go to api.atlassian.com, where scoped tokens work.
     */
    cloudID?: string;
    /**
     * Which issues are incidents, as a JQL condition without ORDER BY (project = SEC AND issuetype = Incident).
     */
    jql: string;
    /**
     * The field that holds the severity, by its id or name (customfield_10050, Severity). Absent, or empty in an issue, means the priority.
     */
    severityField?: string;
    /**
     * With writeBack, the transition that resolves an issue, by its name or id. Absent means the first offered one to a status of the category Done that asks for nothing else.
     */
    doneTransition?: string;
    /**
     * With writeBack, the resolution that is set where the transition asks for one (Done, Won't Do).
     */
    resolution?: string;
    /**
     * The base URL to use in place of Jira's own host, for a proxy or a test server. With cloudID the path /ex/jira/<cloudID> is kept. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read incidents of Zenduty (Xurrent IMR).
   */
  zenduty?: {
    /**
     * Read only incidents of these teams, each by its unique id or its exact name. Absent means every team.
     */
    teams?: string[];
    /**
     * Read only incidents of these services, each by its unique id or its exact name. Absent means every service.
     */
    services?: string[];
    /**
     * The base URL to use in place of Zenduty's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read findings from Amazon GuardDuty. A finding that is not archived is an open incident, an archived one is resolved.
   */
  guardDuty?: {
    /**
     * The AWS regions to read. GuardDuty keeps findings per region; each needs a detector. A region that cannot be read makes the source incomplete, and the others are still read.
     */
    regions: string[];
    /**
     * The role to assume before anything is read, by its ARN. Absent means that the credential itself reads. One credential can read many accounts in this way.
     */
    roleARN?: string;
    /**
     * Read only findings that GuardDuty itself rates at least so (Low from 1, Medium from 4, High from 7, Critical from 9). The severityMap does not change the selection. Absent means every finding.
     */
    minSeverity?: 'Critical' | 'High' | 'Medium' | 'Low';
    /**
     * The base URL to use in place of the hosts of GuardDuty and STS in every region, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read issues and security alerts from GitHub's REST API.
   */
  gitHub?: {
    /**
     * Read every repository of this organization that the credential can see.
     */
    organization?: string;
    /**
     * Read these repositories, each by its owner and its name.
     */
    repositories?: string[];
    /**
     * What to read. Absent means everything. Without labels every issue is an incident.
     */
    streams?: ('Issues' | 'DependabotAlerts' | 'CodeScanningAlerts' | 'SecretScanningAlerts' | 'SecurityAdvisories')[];
    /**
     * Read only issues that have all of these labels. Does not apply to the other streams. Absent means every issue.
     */
    labels?: string[];
    /**
     * The reasons that GitHub is given when an alert is dismissed by write-back.
     */
    dismissReasons?: {
      /**
       * The reason for Dependabot alerts. Absent means tolerable_risk.
       */
      dependabotAlerts?: 'fix_started' | 'inaccurate' | 'no_bandwidth' | 'not_used' | 'tolerable_risk';
      /**
       * The reason for code scanning alerts. Absent means won't fix.
       */
      codeScanningAlerts?: 'false positive' | "won't fix" | 'used in tests' | 'mitigated';
      /**
       * The resolution of secret scanning alerts. Absent means wont_fix.
       */
      secretScanningAlerts?: 'false_positive' | 'wont_fix' | 'revoked' | 'used_in_tests';
    };
    /**
     * The base URL to use in place of https://api.github.com, for GitHub Enterprise (https://HOST/api/v3), a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read incidents of Microsoft Defender XDR through Microsoft Graph.
   */
  defender?: {
    /**
     * The Entra tenant, by its id or one of its domains.
     */
    tenantID: string;
    /**
     * The cloud of the tenant, which decides the hosts that are asked. USGov is the cloud for US Government L4 (GCC High), USGovHigh that for L5 (DoD). Tenants of GCC use Global.
     */
    cloud: 'Global' | 'USGov' | 'USGovHigh' | 'China';
    /**
     * Read only incidents that Defender itself rates at least so. One whose severity Defender does not know is read too. The severityMap does not change the selection. Absent means every incident.
     */
    minSeverity?: 'High' | 'Medium' | 'Low';
    /**
     * What Defender is told an incident was when write-back resolves it. Absent means that it is resolved without a classification.
     */
    classification?: 'TruePositive' | 'FalsePositive' | 'InformationalExpectedActivity';
    /**
     * What Defender is told was determined when write-back resolves an incident. Defender takes only those that fit the classification. Absent means none.
     */
    determination?:
      | 'MultiStagedAttack'
      | 'MaliciousUserActivity'
      | 'CompromisedAccount'
      | 'Malware'
      | 'Phishing'
      | 'UnwantedSoftware'
      | 'SecurityTesting'
      | 'LineOfBusinessApplication'
      | 'ConfirmedActivity'
      | 'NotMalicious'
      | 'NotEnoughDataToValidate'
      | 'Other';
    /**
     * The base URL to use in place of the hosts of Microsoft Graph and of the token service, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Take what a sender pushes to POST /webhooks/<namespace>/<name of the source>: alerts, audit events, reports. What is an incident is said by the format, by incidents and by detections. The expressions are CEL over item, payload (the body without its list of items) and headers (without credentials).
   */
  webhook?: {
    /**
     * How a sender proves who it is. Nothing of a request is read before that. The Secret of secretRef has the proof.
     */
    signature: {
      /**
       * The sender's own way. Alertmanager and Bearer: Authorization with a bearer token. Basic: a user name and a password. Grafana, GitHub, Jira, PagerDuty and StandardWebhooks: a signature over the body with their headers. HMAC: a signature over the body as algorithm, encoding, prefix and header say.
       */
      preset:
        'Alertmanager' | 'Grafana' | 'GitHub' | 'Jira' | 'PagerDuty' | 'StandardWebhooks' | 'Bearer' | 'Basic' | 'HMAC';
      /**
       * The header with the signature (HMAC), or with the signature in place of X-Grafana-Alerting-Signature (Grafana), or with the token in place of Authorization (Bearer).
       */
      header?: string;
      /**
       * The hash of an HMAC. Absent means SHA256.
       */
      algorithm?: 'SHA256' | 'SHA512' | 'SHA1';
      /**
       * How an HMAC is written. Absent means Hex.
       */
      encoding?: 'Hex' | 'Base64';
      /**
       * What stands before an HMAC in its header (sha256=). Absent means nothing.
       */
      prefix?: string;
    };
    /**
     * What the body is. It says what an item is, and by which key a repetition of it is recognised.
     */
    format: 'Alertmanager' | 'Grafana' | 'KubernetesAudit' | 'PolicyReporter' | 'CloudEvents' | 'Custom';
    /**
     * For Custom, the list of items as CEL over payload (payload.results). Absent means that the payload is the one item.
     */
    items?: string;
    /**
     * When an item happened, as a text in RFC 3339 or a number of seconds or milliseconds since 1970. Absent means what the format says, else when it was received.
     */
    time?: string;
    /**
     * Which items are incidents. The first entry whose condition holds counts; an item that none takes is no incident. Absent means every alert for Alertmanager and Grafana, and none for the other formats. What an entry leaves out is taken from the format where that has it.
     */
    incidents?: {
      /**
       * Whether an item is such an incident; true or false. Absent means every item.
       */
      when?: string;
      /**
       * What tells the incident from others, as a text. Items with one id are about one incident; the later one counts.
       */
      id?: string;
      /**
       * What the incident is about, as a text.
       */
      title?: string;
      /**
       * How bad it is, as a text that severityMap or a severity's name covers. Absent means that of the format, else High.
       */
      severity?: string;
      /**
       * How far it is, as a text (firing or open, acknowledged, resolved or closed, or a state of Docket). Absent means that of the format, else the review decides.
       */
      state?: string;
      /**
       * What kind it is, as a text.
       */
      category?: string;
      /**
       * Where people handle it, as a text.
       */
      url?: string;
      /**
       * What is affected, as a text.
       */
      service?: string;
    }[];
    /**
     * Incidents that many items make together. How far such an incident is, its review says.
     */
    detections?: {
      /**
       * The name of the detection. It is a part of the identity of its incidents.
       */
      name: string;
      /**
       * Which items count; true or false.
       */
      when: string;
      /**
       * What items are counted together by, as a text or a list of texts. Only a hash of it is kept. Absent means all together.
       */
      groupBy?: string;
      /**
       * How many items within which time make an incident.
       */
      threshold: {
        /**
         * So many.
         */
        count: number;
        /**
         * Within this time, by the times in the items; at most a day.
         */
        within: string;
      };
      /**
       * What the incident is called. Absent means the name of the detection. The group follows, as a hash under dataPolicy Minimal.
       */
      title?: string;
      /**
       * How bad it is.
       */
      severity: 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
      /**
       * What kind of incident it is.
       */
      category?: string;
      /**
       * How long nothing more must come of a group before what comes next is another incident; until then it is counted to the one that there is. At most a day. Absent, or shorter than within, means as long as within.
       */
      quietFor?: string;
    }[];
    /**
     * The source should hear something within this time. When it did not, its checks are Unknown. Absent means that silence says nothing.
     */
    expectWithin?: string;
    /**
     * Which items count for expectWithin, true or false (item.labels.alertname == 'Watchdog'); they are no incidents, and one that is resolved does not count. Absent means that every delivery counts.
     */
    heartbeat?: string;
    /**
     * How long what the sender last said of an open incident counts without being repeated. Then its review decides how far it is, as a missing resolved is normal.
     */
    staleAfter: string;
  };
  /**
   * Read the mails that employees send to a reporting mailbox, over IMAP, each as an incident. Nothing is changed in the mailbox. Only mails of allowed senders count that the receiving server has authenticated.
   */
  mailbox?: {
    /**
     * The IMAP server, as outlook.office365.com. Hosts other than those of Microsoft 365 and Gmail must be allowed with --allow-endpoints (HOST:PORT), as the credential is sent there.
     */
    host: string;
    /**
     * The server's port. Absent means 993 with TLS and 143 with StartTLS.
     */
    port?: number;
    /**
     * TLS from the first byte, or StartTLS, which turns to TLS before the login. A login is never sent without.
     */
    security: 'TLS' | 'StartTLS';
    /**
     * The folder that is read.
     */
    folder: string;
    /**
     * Whose mails are reports, each entry an address, or a domain for every address directly in it. The mails of others are left where they are.
     */
    allowedSenders: string[];
    /**
     * The name under which the receiving server writes Authentication-Results (mx.example.com, mx.google.com); ExchangeOnline for Exchange Online, which writes none. A mail counts only if the topmost such field says that DMARC passed, or DKIM or SPF for the domain of its From.
     */
    authenticationServer: string;
    /**
     * Whether whoever reported is told the name of the incident, once, within a day of its arrival.
     */
    reply: 'Disabled' | 'Enabled';
    /**
     * The address that replies come from. The login of the Secret must be allowed to send as it.
     */
    replyFrom?: string;
    /**
     * The server that replies are sent through, with the login of the Secret. Hosts other than those of Microsoft 365 and Gmail must be allowed with --allow-endpoints (HOST:PORT).
     */
    smtp?: {
      /**
       * The server, as smtp.office365.com.
       */
      host: string;
      /**
       * Its port. Absent means 465 with TLS and 587 with StartTLS.
       */
      port?: number;
      /**
       * TLS from the first byte, or StartTLS. A login is never sent without.
       */
      security: 'TLS' | 'StartTLS';
    };
  };
  /**
   * Replay incidents from a ConfigMap on a timeline, for demonstrations and tests.
   */
  fixture?: {
    /**
     * The ConfigMap in this namespace that holds the incidents.
     */
    configMapRef: {
      /**
       * The name of the ConfigMap.
       */
      name: string;
    };
    /**
     * The instant that the timeline's offsets count from. Absent means the creation of this source.
     */
    start?: string;
  };
  /**
   * The Secret in this namespace that holds the credential. For PagerDuty the key token, or the keys clientId, clientSecret and subdomain for scoped OAuth. For Jira the keys email and token, or token alone. For Zenduty the key token. For GuardDuty the keys accessKeyId and secretAccessKey, and sessionToken for a temporary credential. For Defender the keys clientId and clientSecret, or clientId and certificate (PEM, with its key). For GitHub the key token, or the keys appID, installationID and privateKey of a GitHub App. For mailbox the keys username and password, or username, clientId, clientSecret and tenantID of an app. For webhook the key webhookSecret (one secret per line while one is replaced), or username and password for Basic. It is read anew at every poll. GuardDuty and Defender without it use the identity of the operator's own pod, where its administrator has allowed that with --allow-ambient-credentials; otherwise the source is Stalled with reason AmbientCredentialsNotAllowed and nothing is sent.
   */
  secretRef?: {
    /**
     * The name of the Secret.
     */
    name: string;
  };
  /**
   * How often the source is read, at least 30s (1s for fixture) and at most a day. A whole number with a unit of s, m, h or d. Data older than three intervals is stale, and checks on it are Unknown.
   */
  interval: string;
  /**
   * Stop reading the source. Its incidents stay, and checks that rest on it are Unknown at once.
   */
  suspend?: boolean;
  /**
   * The part of the organisation that the source's incidents belong to (production, emea). Copied to every incident and its label docket.dev/zone, so that checks and policies can select by it.
   */
  zone?: string;
  /**
   * What the provider's own values of priority or urgency mean here. Goes before the built-in mapping. A value that nothing maps counts as High and is listed in status.scope.unmatched.
   */
  severityMap?: {
    /**
     * The provider's value, exactly as it shows it (P1, sev-2).
     */
    from: string;
    /**
     * The severity that the value stands for.
     */
    to: 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
  }[];
  /**
   * The SLAPolicy whose targets apply to this source's incidents. Absent means the one that matches, else the built-in targets. While one that is named does not exist, checks on those targets are Unknown, except for what has missed the deadline on record.
   */
  slaPolicyRef?: {
    /**
     * The name of the SLAPolicy.
     */
    name: string;
  };
  /**
   * How far back resolved and closed incidents are fetched at the first sync. Open ones are fetched however old they are.
   */
  backfill: string;
  /**
   * When records of closed incidents may go. Absent means that they are kept for good. Not acted on yet: every record stays.
   */
  retention?: {
    /**
     * Keep a closed incident for this long after it was closed.
     */
    closedFor?: string;
    /**
     * Keep at most this many incidents of the source, and let the longest closed ones go first. Open ones always stay.
     */
    maxIncidents?: number;
  };
  /**
   * Whether the closure of an incident's review is written to the provider: it resolves the incident there, once, and leaves a note with the closure's summary. Nothing else is ever written there.
   */
  writeBack: 'Disabled' | 'Enabled';
  /**
   * The Secret in this namespace with the credential for writing, under the same keys as that of secretRef. Absent means the Secret of secretRef.
   */
  writeSecretRef?: {
    /**
     * The name of the Secret.
     */
    name: string;
  };
  /**
   * Whether the source's default checks are created when they are absent. They are never changed afterwards.
   */
  defaultChecks: 'Disabled' | 'Enabled';
  /**
   * Words at the vendor that hint at a data loss: in labels (Jira and GitHub issues), tags and comments (Defender), the title (PagerDuty; its notes too where words are listed, which takes a request for each incident), the title, summary and tags (Zenduty), or the type, title, feedback and tags of resources (GuardDuty). The incident then says dataLossHint Suspected, which no check reads. Whole words, in any case. Absent means data loss, data breach, data leak and data exfiltration; an empty list means none.
   */
  dataLossWords?: string[];
  /**
   * How much of the provider's text is stored. Minimal leaves out the description of an incident; Full keeps it.
   */
  dataPolicy: 'Minimal' | 'Full';
}

/**
 * What the controller last saw of the source. Can be rebuilt at any time.
 */
export interface IncidentSourceStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * Which provider the spec configures, by its member there.
   */
  provider?: 'pagerDuty' | 'jira' | 'zenduty' | 'guardDuty' | 'defender' | 'gitHub' | 'mailbox' | 'webhook' | 'fixture';
  /**
   * How many incidents of this source are on record.
   */
  incidents?: {
    /**
     * Incidents that are neither resolved nor closed.
     */
    open?: number;
    /**
     * All incidents.
     */
    total?: number;
  };
  /**
   * Where the next poll continues, in a form that only the provider's integration understands. Covers only what is stored.
   */
  checkpoint?: string;
  /**
   * How the spec's selection and mapping met the provider's data.
   */
  scope?: {
    /**
     * Names in the spec that the provider does not know, and values of the provider that no severity is mapped to.
     */
    unmatched?: string[];
  };
  /**
   * What arrived for a source to which incidents are pushed, as far as its incidents do not show it. Written when deliveries are applied, not more than twice a second.
   */
  received?: {
    /**
     * When the last sign of life was received.
     */
    heartbeatAt?: string;
    /**
     * What the sender left out, or what could not be read, in the last day. The source is not complete because of it.
     */
    gaps?: {
      /**
       * What the gap is in, as a hash of the sender's group, or why something that came could not be stored (NameCollision, TooManyIncidents).
       */
      scope: string;
      /**
       * When it was found.
       */
      since: string;
      /**
       * The last item that could not be read, and why. Absent where the sender left something out itself.
       */
      detail?: string;
    }[];
    /**
     * What was applied in the last day, the newest last, as hash and time. An item that comes again is not counted again.
     */
    keys?: string[];
    /**
     * The incidents about which something arrived lately, as hash and time of the newest fact. An older fact that arrives later changes nothing.
     */
    facts?: string[];
    /**
     * What the windows of the spec's detections hold, in a form that only the program understands.
     */
    windows?: string;
  };
  /**
   * The value of the annotation docket.dev/requestedAt that the last sync on request answered.
   */
  lastHandledRequestedAt?: string;
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
