/** An address in a message of a server: its path may be all that keeps others from sending to it. */
const ADDRESS = /\b(https?:\/\/)(?:[^\s"'/@]*@)?([^\s"'/?#]+)[^\s"']*/g;

/** A server's message without what is secret in it: paths of addresses, and these texts. */
export function withoutSecrets(message: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  return known
    .reduce((text, secret) => text.split(secret).join('…'), message)
    .replace(ADDRESS, (_whole, scheme: string, host: string) => `${scheme}${host}/…`);
}
