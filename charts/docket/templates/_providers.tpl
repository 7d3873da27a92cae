{{/* Generated from crds/incidentsources.yaml and crds/staffrosters.yaml by tools/generate.ts; change that, not this file. */}}
{{- define "docket.providerPorts" -}}
pagerDuty: 443
jira: 443
zenduty: 443
guardDuty: 443
defender: 443
gitHub: 443
mailbox: 0
webhook: 0
fixture: 0
entra: 443
okta: 443
googleWorkspace: 443
{{- end -}}
