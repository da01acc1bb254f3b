/** Stands here until the page is built. */
export default function InstallPage() {
  return null;
}
