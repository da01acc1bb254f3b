#!/bin/sh
# Makes the images of the stack out of programs on this machine, under the very names that the compose files give
# them: for a machine whose Docker engine reaches no registry. Each image holds one program, the libraries that it
# needs, and busybox for the health checks. What runs is then the version that is here, not the one of the tag.
#
#   PROMETHEUS=/usr/bin/prometheus LOKI=... sh stack/docker/local-images.sh
#
# A variable that is not set leaves that image out. GRAFANA names Grafana's home; BUSYBOX a static busybox.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
BUSYBOX=${BUSYBOX:-$(command -v busybox)}

# The tag that the compose files give an image.
tag() {
  sed -n "s|^ *image: \($1:[^ ]*\)$|\1|p" "$root/docker-compose.yaml" "$root/stack/target/services.yaml" \
    "$root/stack/target/compose.yaml" | head -n 1
}

# A root file system with a program at a path, and what it is linked to.
fill() {
  fs=$1 program=$2 path=$3
  mkdir -p "$fs/bin" "$fs/etc/ssl/certs" "$fs/tmp" "$fs/proc" "$fs/sys" "$fs/dev" "$fs/var/run" "$(dirname "$fs$path")"
  chmod 1777 "$fs/tmp"
  cp "$BUSYBOX" "$fs/bin/busybox"
  for applet in sh wget grep cat ls sleep id; do ln -sf busybox "$fs/bin/$applet"; done
  cp -L "$program" "$fs$path"
  {
    ldd "$program" 2>/dev/null | sed -n 's|.*=> \(/[^ ]*\).*|\1|p; s|^[[:space:]]*\(/[^ ]*\) .*|\1|p'
    # Names and users are looked up by these, which nothing is linked to.
    ls /lib/x86_64-linux-gnu/libnss_dns.so.2 /lib/x86_64-linux-gnu/libnss_files.so.2 /lib/x86_64-linux-gnu/libresolv.so.2 2>/dev/null || true
  } | while read -r library; do
    mkdir -p "$(dirname "$fs$library")"
    cp -L "$library" "$fs$library"
  done
  [ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$fs/etc/ssl/certs/"
  printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\nnginx:x:101:101::/:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n' >"$fs/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\nnginx:x:101:\nnode:x:1000:\n' >"$fs/etc/group"
  printf 'hosts: files dns\n' >"$fs/etc/nsswitch.conf"
}

# An image from a root file system; what follows are lines of a Dockerfile.
import() {
  name=$1 fs=$2
  shift 2
  set -- "$@" --change "ENV PATH=/bin:/usr/bin:/usr/sbin"
  tar -C "$fs" --numeric-owner -c . | docker import "$@" - "$name" >/dev/null
  echo "$name"
  rm -rf "$fs"
}

# One that holds a program and nothing more: repository, program, path, owner of its data, folder of its data.
simple() {
  [ -n "$2" ] || return 0
  fs=$work/fs
  fill "$fs" "$2" "$3"
  # Debian's Alertmanager keeps its template there; elsewhere it is in the program.
  if [ "$1" = prom/alertmanager ] && [ -d /usr/share/prometheus/alertmanager ]; then
    mkdir -p "$fs/usr/share/prometheus"
    cp -r /usr/share/prometheus/alertmanager "$fs/usr/share/prometheus/"
  fi
  # Its health check is bash's.
  case $1 in grafana/promtail) fill "$fs" "$(command -v bash)" /bin/bash ;; esac
  # The demo writes the fleet's past with it.
  [ "$1" != prom/prometheus ] || [ -z "${PROMTOOL:-}" ] || cp -L "$PROMTOOL" "$fs/bin/promtool"
  if [ -n "${5:-}" ]; then
    mkdir -p "$fs$5"
    chown "$4:$4" "$fs$5"
  fi
  import "$(tag "$1")" "$fs" --change "ENTRYPOINT [\"$3\"]"
}

simple prom/prometheus "${PROMETHEUS:-}" /bin/prometheus 65534 /prometheus
simple prom/alertmanager "${ALERTMANAGER:-}" /bin/alertmanager 65534 /alertmanager
simple prom/node-exporter "${NODE_EXPORTER:-}" /bin/node_exporter 0
simple grafana/loki "${LOKI:-}" /usr/bin/loki 10001 /loki
simple timberio/vector "${VECTOR:-}" /usr/local/bin/vector 0 /var/lib/vector
simple grafana/promtail "${PROMTAIL:-}" /usr/bin/promtail 0 /var/lib/promtail
simple ghcr.io/google/cadvisor "${CADVISOR:-}" /usr/bin/cadvisor 0
simple axllent/mailpit "${MAILPIT:-}" /mailpit 0 /data

if [ -n "${DEX:-}" ]; then
  fs=$work/fs
  fill "$fs" "$DEX" /usr/bin/dex
  # The image's own entry point runs the command, after filling in templates.
  mkdir -p "$fs/srv/dex"
  [ -z "${DEX_WEB:-}" ] || cp -r "$DEX_WEB" "$fs/srv/dex/web"
  import "$(tag ghcr.io/dexidp/dex)" "$fs" --change 'ENTRYPOINT ["/bin/busybox", "env"]' \
    --change 'WORKDIR /srv/dex'
fi
if [ -n "${NGINX:-}" ]; then
  fs=$work/fs
  fill "$fs" "$NGINX" /usr/sbin/nginx
  mkdir -p "$fs/etc/nginx" "$fs/var/log/nginx" "$fs/var/lib/nginx"
  cp /etc/nginx/mime.types "$fs/etc/nginx/"
  # Its compiled-in error log, opened before it has read where to log.
  ln -s /dev/stderr "$fs/var/log/nginx/error.log"
  import "$(tag nginx)" "$fs"
fi
if [ -n "${NODE:-}" ]; then
  for image in $(sed -n 's|^ *image: \(node:.*\)$|\1|p' "$root/docker-compose.yaml" | sort -u); do
    fs=$work/fs
    fill "$fs" "$NODE" /usr/bin/node
    import "$image" "$fs"
  done
  if [ -f "$root/stack/chat/dist/chat.js" ]; then
    fill "$fs" "$NODE" /usr/bin/node
    mkdir -p "$fs/chat"
    cp "$root/stack/chat/dist/chat.js" "$fs/chat/"
    cp -r "$root/stack/chat/page" "$fs/chat/page"
    mkdir -p "$fs/var/log/chat"
    chown 1000:1000 "$fs/var/log/chat"
    import "$(tag quayside-chat)" "$fs" --change 'WORKDIR /chat' --change 'USER node' \
      --change 'ENV NODE_ENV=production CHAT_HOST=0.0.0.0 CHAT_PORT=3200 CHAT_LOG_FILE=/var/log/chat/chat.log' --change 'CMD ["node", "chat.js"]'
  fi
fi
if [ -n "${GRAFANA:-}" ]; then
  fs=$work/fs
  fill "$fs" "$GRAFANA/bin/grafana" /usr/share/grafana/bin/grafana
  for part in conf public plugins-bundled; do
    [ ! -e "$GRAFANA/$part" ] || cp -r "$GRAFANA/$part" "$fs/usr/share/grafana/$part"
  done
  mkdir -p "$fs/var/lib/grafana/plugins" "$fs/etc/grafana/provisioning"
  chown -R 472:472 "$fs/var/lib/grafana"
  import "$(tag grafana/grafana)" "$fs" --change 'USER 472' --change 'WORKDIR /usr/share/grafana' \
    --change 'ENTRYPOINT ["/usr/share/grafana/bin/grafana", "server", "--homepath=/usr/share/grafana"]'
fi
