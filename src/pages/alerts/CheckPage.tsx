/** Stands here until the page is built. */
export default function CheckPage() {
  return null;
}
