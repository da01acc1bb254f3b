/** The colours of classes of HTTP statuses, by their names in Grafana's palette. */
export const CLASS_COLORS: Record<string, string> = {
  '1xx': 'purple',
  '2xx': 'green',
  '3xx': 'blue',
  '4xx': 'orange',
  '5xx': 'red',
  other: 'text',
};
