/** Stands here until the page is built. */
export default function AlertsPage() {
  return null;
}
