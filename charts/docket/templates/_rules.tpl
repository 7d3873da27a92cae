{{/* Generated from config/rbac by tools/generate.ts; change that, not this file. */}}
{{- define "docket.operator.rules" -}}
- apiGroups:
    - docket.dev
  resources:
    - incidentsources
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - staffrosters
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - criticalsystems
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - deliveries
  verbs:
    - list
    - watch
    - create
    - delete
- apiGroups:
    - docket.dev
  resources:
    - compliancechecks
  verbs:
    - list
    - watch
    - create
- apiGroups:
    - docket.dev
  resources:
    - checkexceptions
    - disclosurepolicies
    - slapolicies
  verbs:
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - incidentreviews
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - incidents
  verbs:
    - get
    - list
    - watch
    - create
    - patch
    - mirror
- apiGroups:
    - docket.dev
  resources:
    - checkexceptions/status
    - compliancechecks/status
    - criticalsystems/status
    - disclosurepolicies/status
    - incidentreviews/status
    - incidents/status
    - incidentsources/status
    - slapolicies/status
    - staffrosters/status
  verbs:
    - update
- apiGroups:
    - ""
  resources:
    - secrets
  verbs:
    - get
- apiGroups:
    - ""
  resources:
    - configmaps
  verbs:
    - get
- apiGroups:
    - admissionregistration.k8s.io
  resources:
    - validatingadmissionpolicies
    - validatingadmissionpolicybindings
  resourceNames:
    - docket-exception-approval
  verbs:
    - get
- apiGroups:
    - events.k8s.io
  resources:
    - events
  verbs:
    - create
{{- end -}}
{{- define "docket.operator.clusterScopedRules" -}}
- apiGroups:
    - docket.dev
  resources:
    - disclosurepolicies
    - slapolicies
  verbs:
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - disclosurepolicies/status
    - slapolicies/status
  verbs:
    - update
- apiGroups:
    - admissionregistration.k8s.io
  resources:
    - validatingadmissionpolicies
    - validatingadmissionpolicybindings
  resourceNames:
    - docket-exception-approval
  verbs:
    - get
{{- end -}}
{{- define "docket.operator.namespacedRules" -}}
- apiGroups:
    - docket.dev
  resources:
    - incidentsources
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - staffrosters
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - criticalsystems
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - deliveries
  verbs:
    - list
    - watch
    - create
    - delete
- apiGroups:
    - docket.dev
  resources:
    - compliancechecks
  verbs:
    - list
    - watch
    - create
- apiGroups:
    - docket.dev
  resources:
    - checkexceptions
  verbs:
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - incidentreviews
  verbs:
    - get
    - list
    - watch
- apiGroups:
    - docket.dev
  resources:
    - incidents
  verbs:
    - get
    - list
    - watch
    - create
    - patch
    - mirror
- apiGroups:
    - docket.dev
  resources:
    - checkexceptions/status
    - compliancechecks/status
    - criticalsystems/status
    - incidentreviews/status
    - incidents/status
    - incidentsources/status
    - staffrosters/status
  verbs:
    - update
- apiGroups:
    - ""
  resources:
    - secrets
  verbs:
    - get
- apiGroups:
    - ""
  resources:
    - configmaps
  verbs:
    - get
- apiGroups:
    - events.k8s.io
  resources:
    - events
  verbs:
    - create
{{- end -}}
{{- define "docket.leaderElection.rules" -}}
- apiGroups:
    - coordination.k8s.io
  resources:
    - leases
  verbs:
    - get
    - create
    - update
{{- end -}}
