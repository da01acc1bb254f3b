/** Stands here until the page is built. */
export default function AlertPage() {
  return null;
}
