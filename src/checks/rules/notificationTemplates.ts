/**
 * What Quayside's alerts look like in each channel, in Go's template language. Alertmanager (0.25 and later) and Grafana's own
 * alerting read the same text: both have `Labels`, `Annotations`, `StartsAt` and `EndsAt` of an alert, and its group's common ones.
 *
 * Alerts of others have no link of ours; theirs leads to who made them.
 */
export const NOTIFICATION_TEMPLATES = `{{/* Templates of Quayside, for Alertmanager and for Grafana. Written by \`npm run rules\`. */}}

{{/* The page with the point of failure, over the time of the alert. */}}
{{ define "quayside.link" -}}
{{ if .Annotations.quayside_link }}{{ .Annotations.quayside_link }}&since={{ .StartsAt.UnixMilli }}{{ if eq .Status "resolved" }}&until={{ .EndsAt.UnixMilli }}{{ end }}{{ else }}{{ .GeneratorURL }}{{ end }}
{{- end }}

{{ define "quayside.summary" -}}
{{ if .Annotations.summary }}{{ .Annotations.summary }}{{ else }}{{ .Labels.alertname }}{{ end }}
{{- end }}

{{/* One line for all of them: what, where, how many. */}}
{{ define "quayside.title" -}}
{{ if .Alerts.Firing }}[{{ if .CommonLabels.severity }}{{ .CommonLabels.severity | toUpper }}{{ else }}FIRING{{ end }}]{{ else }}[RESOLVED]{{ end }}{{ " " -}}
{{ if eq (len .Alerts) 1 }}{{ template "quayside.summary" (index .Alerts 0) -}}
{{ else }}{{ if .CommonAnnotations.title }}{{ .CommonAnnotations.title }}{{ else }}{{ .CommonLabels.alertname }}{{ end }}{{ if .CommonLabels.host }} on {{ .CommonLabels.host }}{{ end }} ({{ with .Alerts.Firing }}{{ len . }} firing{{ end }}{{ if and .Alerts.Firing .Alerts.Resolved }}, {{ end }}{{ with .Alerts.Resolved }}{{ len . }} resolved{{ end }})
{{- end }}
{{- end }}

{{/* Plain text. */}}
{{ define "quayside.text.alert" -}}
{{ template "quayside.summary" . }}
since {{ .StartsAt.UTC.Format "2006-01-02 15:04" }} UTC{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC.Format "15:04" }} UTC{{ end }}
{{ template "quayside.link" . }}
{{- end }}

{{ define "quayside.text" -}}
{{ range .Alerts.Firing }}{{ template "quayside.text.alert" . }}

{{ end -}}
{{ with .Alerts.Firing }}{{ with (index . 0).Annotations.description }}{{ . }}

{{ end }}{{ end -}}
{{ if .Alerts.Resolved }}Resolved:
{{ range .Alerts.Resolved }}{{ template "quayside.text.alert" . }}

{{ end }}{{ end -}}
{{- end }}

{{/* Slack: its own markup, in which three characters are escaped. */}}
{{ define "quayside.slack.escaped" -}}
{{ . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "quayside.slack.alert" -}}
• {{ if .Annotations.summary }}{{ template "quayside.slack.escaped" .Annotations.summary }}{{ else }}{{ template "quayside.slack.escaped" .Labels.alertname }}{{ end }} — since {{ .StartsAt.UTC.Format "15:04" }} UTC, <{{ template "quayside.link" . }}|open in Quayside>
{{- end }}

{{ define "quayside.slack.text" -}}
{{ range .Alerts.Firing }}{{ template "quayside.slack.alert" . }}
{{ end -}}
{{ with .Alerts.Firing }}{{ with (index . 0).Annotations.description }}{{ template "quayside.slack.escaped" . }}
{{ end }}{{ end -}}
{{ if .Alerts.Resolved }}*Resolved*
{{ range .Alerts.Resolved }}{{ template "quayside.slack.alert" . }}
{{ end }}{{ end -}}
{{- end }}

{{/* Telegram, with parse_mode HTML. */}}
{{ define "quayside.telegram.alert" -}}
• {{ if .Annotations.summary }}{{ .Annotations.summary | html }}{{ else }}{{ .Labels.alertname | html }}{{ end }}, since {{ .StartsAt.UTC.Format "15:04" }} UTC: <a href="{{ template "quayside.link" . }}">open in Quayside</a>
{{- end }}

{{ define "quayside.telegram" -}}
<b>{{ if .Alerts.Firing }}{{ if .CommonLabels.severity }}{{ .CommonLabels.severity | toUpper | html }}{{ else }}FIRING{{ end }}{{ else }}RESOLVED{{ end }}{{ if .CommonLabels.host }} on {{ .CommonLabels.host | html }}{{ end }}</b>
{{ range .Alerts.Firing }}{{ template "quayside.telegram.alert" . }}
{{ end -}}
{{ with .Alerts.Firing }}{{ with (index . 0).Annotations.description }}{{ . | html }}
{{ end }}{{ end -}}
{{ if .Alerts.Resolved }}<b>Resolved</b>
{{ range .Alerts.Resolved }}{{ template "quayside.telegram.alert" . }}
{{ end }}{{ end -}}
{{- end }}

{{/* Microsoft Teams: Markdown. */}}
{{ define "quayside.teams.summary" -}}
{{ if .Annotations.summary }}{{ .Annotations.summary | reReplaceAll "([][<>*_\`])" "\\\\$1" }}{{ else }}{{ .Labels.alertname }}{{ end }}
{{- end }}

{{ define "quayside.teams.text" -}}
{{ range .Alerts.Firing }}- {{ template "quayside.teams.summary" . }}, since {{ .StartsAt.UTC.Format "15:04" }} UTC: [open in Quayside]({{ template "quayside.link" . }})
{{ end -}}
{{ with .Alerts.Firing }}{{ with (index . 0).Annotations.description }}
{{ . }}
{{ end }}{{ end -}}
{{ if .Alerts.Resolved }}
**Resolved**

{{ range .Alerts.Resolved }}- {{ template "quayside.teams.summary" . }}: [open in Quayside]({{ template "quayside.link" . }})
{{ end }}{{ end -}}
{{- end }}

{{/* Mail. Alertmanager escapes for HTML by itself. */}}
{{ define "quayside.mail.alert" -}}
<tr>
<td style="padding:8px 12px;border-top:1px solid #ddd;vertical-align:top"><b>{{ template "quayside.summary" . }}</b><br>
<span style="color:#555">since {{ .StartsAt.UTC.Format "2006-01-02 15:04" }} UTC{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC.Format "15:04" }} UTC{{ end }}</span></td>
<td style="padding:8px 12px;border-top:1px solid #ddd;vertical-align:top;white-space:nowrap"><a href="{{ template "quayside.link" . }}">Open in Quayside</a></td>
</tr>
{{- end }}

{{ define "quayside.mail.html" -}}
<!doctype html>
<html><body style="font-family:Arial,Helvetica,sans-serif;font-size:14px;color:#222">
<h2 style="font-size:18px;margin:0 0 12px">{{ template "quayside.title" . }}</h2>
<table style="border-collapse:collapse;width:100%;max-width:800px">
{{ range .Alerts.Firing }}{{ template "quayside.mail.alert" . }}
{{ end -}}
</table>
{{ with .Alerts.Firing }}{{ with (index . 0).Annotations.description }}<p style="white-space:pre-line;max-width:800px">{{ . }}</p>
{{ end }}{{ end -}}
{{ if .Alerts.Resolved }}<h3 style="font-size:15px;margin:16px 0 8px">Resolved</h3>
<table style="border-collapse:collapse;width:100%;max-width:800px">
{{ range .Alerts.Resolved }}{{ template "quayside.mail.alert" . }}
{{ end -}}
</table>
{{ end -}}
</body></html>
{{- end }}

{{/* PagerDuty: the class of an incident. */}}
{{ define "quayside.pagerduty.severity" -}}
{{ if eq .CommonLabels.severity "critical" }}critical{{ else if eq .CommonLabels.severity "info" }}info{{ else }}warning{{ end }}
{{- end }}

{{/* Where a message has one link only. */}}
{{ define "quayside.first_link" -}}
{{ template "quayside.link" (index .Alerts 0) }}
{{- end }}
`;
