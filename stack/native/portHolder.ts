import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/** Inodes of the sockets that listen on a port, from the kernel's tables. */
function listeningInodes(port: number): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6'].filter((file) => existsSync(file))) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTENING && inode !== undefined && local?.endsWith(`:${hexPort}`)) {
        inodes.add(inode);
      }
    }
  }
  return inodes;
}

/** Whether a process has one of these sockets open. Other users' processes cannot be asked: no. */
function hasSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('socket:[') && inodes.has(target.slice(8, -1));
    });
  } catch {
    // Ended meanwhile, or not ours to look into. The name is a courtesy; the port is in use all the same.
    return false;
  }
}

/** The program that listens on a port, e.g. `prometheus (pid 123)`, where the system tells. */
export function portHolder(port: number): string | undefined {
  if (!existsSync('/proc/net/tcp')) {
    return undefined;
  }
  const inodes = listeningInodes(port);
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && inodes.size > 0 && hasSocket(entry, inodes));
  if (pid === undefined) {
    return undefined;
  }
  return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
}
