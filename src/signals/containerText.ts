import type { ContainerRef } from './scope';

const escaped = (text: string) => text.replace(/[%/]/g, encodeURIComponent);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Typed by hand, with a lone `%`: then it means itself.
    return text;
  }
}

/** A container in one short text, `web-1/shop-api`; on Kubernetes with namespace and pod between the two. */
export function containerText({ host, name, namespace, pod }: ContainerRef): string {
  const place = namespace !== undefined || pod !== undefined ? [namespace ?? '', pod ?? ''] : [];
  return [host, ...place, name].map(escaped).join('/');
}

/** The reverse of `containerText`; nothing for a text that names no container. */
export function containerOfText(text: string): ContainerRef | undefined {
  const parts = text.split('/').map(unescaped);
  const [host = '', namespace = '', pod = '', last = ''] = parts;
  if (parts.length === 4 && last !== '') {
    return { host, namespace, pod, name: last };
  }
  return parts.length === 2 && namespace !== '' ? { host, name: namespace } : undefined;
}
