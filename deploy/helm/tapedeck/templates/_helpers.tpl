{{- define "tapedeck.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- /* Short enough for what is added to it: a recorder's pod has the name of this, "-recorder-" and a number. */ -}}
{{- define "tapedeck.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "tapedeck.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "tapedeck.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "tapedeck.selector" -}}
app.kubernetes.io/name: {{ include "tapedeck.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tapedeck.labels" -}}
{{ include "tapedeck.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "tapedeck.secretName" -}}
{{- default (include "tapedeck.fullname" .) .Values.secrets.existing }}
{{- end }}

{{- define "tapedeck.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "tapedeck.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "tapedeck.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{- /* A number, word or truth value of the values as text. Helm reads numbers as float64, which Go would write as 1.07e+11. */ -}}
{{- define "tapedeck.text" -}}
{{- if not (kindIs "float64" .) }}
{{- . | toString }}
{{- else if eq (floor .) . }}
{{- printf "%.0f" . }}
{{- else }}
{{- . | toString }}
{{- end }}
{{- end }}

{{- /* Labels and annotations of a pod; a change of settings or secrets restarts it. Takes root, app. */ -}}
{{- define "tapedeck.podMetadata" -}}
labels:
  {{- /* no version: a chart that changes nothing of a recorder must not restart it */}}
  {{- include "tapedeck.selector" .root | nindent 2 }}
  app.kubernetes.io/component: {{ .app }}
annotations:
  checksum/settings: {{ toJson .root.Values.settings | sha256sum }}
  checksum/secrets: {{ toJson .root.Values.secrets.values | sha256sum }}
{{- end }}

{{- /* What every pod has, whichever app it runs. Takes root, values (of the app), graceSeconds. */ -}}
{{- define "tapedeck.pod" -}}
serviceAccountName: {{ include "tapedeck.serviceAccountName" .root }}
automountServiceAccountToken: false
# Kubernetes would name this chart's services in variables that begin with TAPEDECK_, and an app refuses what it does not know
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .graceSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "tapedeck.selector" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .app }}
{{- end }}

{{- /* The container of an app up to its own variables, which come last. Takes root, app, values. */ -}}
{{- define "tapedeck.container" -}}
name: {{ .app }}
image: {{ include "tapedeck.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [{{ .app }}]
ports:
  - { name: http, containerPort: 8080 }
startupProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
resources: {{- toYaml .values.resources | nindent 2 }}
envFrom:
  - configMapRef: { name: {{ include "tapedeck.fullname" .root }} }
  - secretRef: { name: {{ include "tapedeck.secretName" .root }} }
env:
  - { name: TAPEDECK_DRAIN_SECONDS, value: {{ include "tapedeck.text" .values.drainSeconds | quote }} }
  {{- if .root.Values.secrets.s3Credentials.existing }}
  - { name: TAPEDECK_S3_CREDENTIALS_FILE, value: /etc/tapedeck/s3/{{ .root.Values.secrets.s3Credentials.key }} }
  {{- end }}
{{- end }}

{{- define "tapedeck.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if .Values.secrets.s3Credentials.existing }}
- { name: s3-credentials, mountPath: /etc/tapedeck/s3, readOnly: true }
{{- end }}
{{- end }}

{{- define "tapedeck.volumes" -}}
- { name: tmp, emptyDir: {} }
{{- if .Values.secrets.s3Credentials.existing }}
- { name: s3-credentials, secret: { secretName: {{ .Values.secrets.s3Credentials.existing }} } }
{{- end }}
{{- end }}

{{- /* A Deployment of one of the apps that keep nothing. Takes root, app, values, preStopSeconds. */ -}}
{{- define "tapedeck.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "tapedeck.fullname" .root }}-{{ .app }}
  labels: {{- include "tapedeck.labels" .root | nindent 4 }}
spec:
  replicas: {{ .values.replicas }}
  selector:
    matchLabels:
      {{- include "tapedeck.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .app }}
  template:
    metadata: {{- include "tapedeck.podMetadata" . | nindent 6 }}
    spec:
      {{- $graceSeconds := add .values.drainSeconds .preStopSeconds 30 }}
      {{- include "tapedeck.pod" (merge (dict "graceSeconds" $graceSeconds) .) | nindent 6 }}
      containers:
        - {{- include "tapedeck.container" . | nindent 10 }}
          {{- if .preStopSeconds }}
          # requests still come for a moment after a pod was told to end
          lifecycle: { preStop: { exec: { command: [sleep, {{ .preStopSeconds | quote }}] } } }
          {{- end }}
          volumeMounts: {{- include "tapedeck.mounts" .root | nindent 12 }}
      volumes: {{- include "tapedeck.volumes" .root | nindent 8 }}
{{- end }}

{{- /* Takes root, app. */ -}}
{{- define "tapedeck.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "tapedeck.fullname" .root }}-{{ .app }}
  labels: {{- include "tapedeck.labels" .root | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "tapedeck.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .app }}
{{- end }}
