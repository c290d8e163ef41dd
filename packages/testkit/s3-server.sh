#!/usr/bin/env bash
# s3-server.sh - a real S3 server for integration tests, from Debian packages only (no registry, no Docker).
#
#   s3-server.sh install                  build the server's root file system (idempotent, about a minute)
#   s3-server.sh start PORT DATADIR       start a server on 127.0.0.1:PORT (installs first if needed); a second
#                                         call with the same PORT and DATADIR just prints the settings again
#   s3-server.sh stop [PORT]              stop one server, or every server this script started; data is kept
#   s3-server.sh kill PORT                the same for one server by SIGKILL, for data that nobody needs any more
#   s3-server.sh available                exit 0 when this machine has the server, or can install it
#   s3-server.sh status                   list running servers
#   s3-server.sh entry                    print the program that runs the server inside its root file system
#   s3-server.sh image [TAG]              the same server as a local Docker image (S3 on port 9000, data in /data)
#
# Data survives stop/start with the same DATADIR; delete DATADIR for an empty server. Needs root.
#
# Settings (environment):
#   S3_BACKEND   ceph (default): one-node Ceph cluster (monitor + OSD + radosgw), the closest to Amazon S3
#                swift: OpenStack Swift with its S3 API, stricter multipart error codes, no If-Match, no stored checksums
#   S3_SUITE     Debian suite the packages come from. Default: forky (Ceph 20.2) for ceph, trixie (Swift 2.35) for swift.
#                ceph on trixie is 18.2: no stored checksums, ignores If-None-Match on CompleteMultipartUpload
#   S3_ACCESS_KEY / S3_SECRET_KEY   used when DATADIR is new; afterwards DATADIR/credentials rules
#   S3_OWNER_PID  a process id: when that process ends, the server is killed and DATADIR removed
#   S3_DISK_GB   ceph: size of the (sparse) disk file, default 20
#   S3_ROOT      where root file systems go, default /var/lib/s3-server
#   DEBIAN_MIRROR  default: the first mirror in this machine's apt sources
set -euo pipefail
BACKEND=${S3_BACKEND:-ceph}
case $BACKEND in
  ceph)  SUITE=${S3_SUITE:-forky};  PKGS="radosgw ceph-mon ceph-osd" ;;
  swift) SUITE=${S3_SUITE:-trixie}; PKGS="swift-proxy swift-account swift-container swift-object memcached" ;;
  *) echo "S3_BACKEND must be ceph or swift" >&2; exit 2 ;;
esac
MIRROR=${DEBIAN_MIRROR:-$(awk '!/^ *#/ { for (i = 1; i <= NF; i++) if ($i ~ /^https?:\/\/.*\/debian\/?$/) { print $i; exit } }' $(find /etc/apt -name '*.list' -o -name '*.sources'))}
[ -n "$MIRROR" ] || { echo "${0##*/}: set DEBIAN_MIRROR" >&2; exit 1; }
STATE=${S3_ROOT:-/var/lib/s3-server}
ROOT=$STATE/$BACKEND-$SUITE
RUN=$STATE/run
say() { echo "s3-server: $*" >&2; }
die() { say "$*"; exit 1; }
[ "$(id -u)" = 0 ] || die "needs root"

# ---------------------------------------------------------------- what runs inside the root file system
print_entry() {
  cat <<'EOF'
#!/bin/bash
# Starts the server in the foreground. Environment: BACKEND PORT BIND ACCESS SECRET DISK_GB AUXPORT; data in /data.
# Swift only, with curl: BUCKET is made when it is missing; "s3-entry healthy" exits 0 when the server serves it.
set -euo pipefail
: "${PORT:=9000}" "${BIND:=0.0.0.0}" "${ACCESS:=S3TESTACCESSKEY00001}" "${SECRET:=s3testsecretkey000000000000000000000001}" "${DISK_GB:=20}" "${AUXPORT:=16789}"
swift_bucket() {  # swift_bucket METHOD: asks for BUCKET, or for the account, through Swift's own API
  local url=http://127.0.0.1:$PORT token
  token=$(curl -fsS -m 4 -o /dev/null -D - -H "X-Auth-User: $ACCESS" -H "X-Auth-Key: $SECRET" "$url/auth/v1.0" | tr -d '\r' | sed -n 's/^x-auth-token: //Ip')
  curl -fsS -m 4 -o /dev/null -X "$1" -H "X-Auth-Token: $token" "$url/v1/AUTH_${ACCESS%%:*}/${BUCKET:-}"
}
if [ "${1:-}" = healthy ]; then swift_bucket GET; exit; fi
D=/data; umask 022; ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
export LC_ALL=C.UTF-8
T0=$(date +%s%N); el() { echo "[$(( ($(date +%s%N)-T0)/1000000 )) ms] $*"; }
PIDS=()
stop() {  # newest first; radosgw keeps no state of its own, so it may be cut short
  trap '' TERM INT
  local i p n
  for ((i=${#PIDS[@]}-1; i>=0; i--)); do
    p=${PIDS[i]}; kill -TERM "$p" 2>/dev/null || continue
    for ((n=0; n<${STOPTICKS[i]:-50}; n++)); do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$p" 2>/dev/null || true; wait "$p" 2>/dev/null || true
  done
  el stopped; exit "${1:-0}"
}
STOPTICKS=()
bg() { local t=$1; shift; "$@" & PIDS+=($!); STOPTICKS+=("$t"); }   # bg TICKS-TO-STOP command...
http_up() { exec 3<>"/dev/tcp/127.0.0.1/$PORT" || return 1; printf 'GET / HTTP/1.0\r\nHost: x\r\n\r\n' >&3; local l=; read -r -t 5 l <&3 || true; exec 3>&-; [[ $l == HTTP/* ]]; }
alive() { local p; for p in "${PIDS[@]}"; do kill -0 "$p" 2>/dev/null || { echo "a daemon ended early; see the logs in DATADIR/log"; stop 1; }; done; }
trap stop TERM INT
mkdir -p $D/log
: > $D/log/.keep

ceph_backend() {
  local fresh=0
  # a new DATADIR is filled under a name of its own until it is complete, so a start cut short is done again
  if [ ! -e $D/ceph.ready ]; then
    fresh=1; rm -rf $D/mon $D/osd; mkdir -p $D/mon $D/osd
    cat /proc/sys/kernel/random/uuid > $D/fsid; cat /proc/sys/kernel/random/uuid > $D/osd.uuid; echo "$AUXPORT" > $D/mon.port
  fi
  mkdir -p /run/ceph
  local fsid mport; fsid=$(cat $D/fsid); mport=$(cat $D/mon.port)
  cat > $D/ceph.conf <<C
[global]
fsid = $fsid
mon_host = v2:127.0.0.1:$mport
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
# everything internal listens on loopback only and trusts it; S3 requests are authenticated by radosgw
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
ms_mon_cluster_mode = crc
ms_mon_service_mode = crc
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
mon_data_avail_crit = 0
mon_data_avail_warn = 0
# small waits: this is what makes it start in two seconds
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
objecter_tick_interval = 0.5
mon_tick_interval = 1
admin_socket = /run/ceph/\$name.asok
run_dir = /run/ceph
log_file = $D/log/\$name.log
log_to_stderr = false
err_to_stderr = true
mon_cluster_log_to_file = false
debug_rgw = 1
[mon]
mon_data = $D/mon
[osd]
osd_data = $D/osd
osd_objectstore = bluestore
bluestore_block_size = $((DISK_GB * 1073741824))
bluestore_block_create = true
bluestore_fsck_on_mkfs = false
bluestore_cache_autotune = false
bluestore_cache_size = 134217728
osd_memory_target = 939524096
osd_mclock_skip_benchmark = true
osd_op_num_shards = 2
osd_scrub_begin_hour = 0
osd_scrub_end_hour = 0
[client.rgw.a]
rgw_data = /run/ceph
rgw_frontends = beast endpoint=$BIND:$PORT
rgw_thread_pool_size = 64
rgw_rados_pool_pg_num_min = 4
rgw_data_log_num_shards = 1
rgw_md_log_max_shards = 1
rgw_gc_max_objs = 1
rgw_lc_max_objs = 1
rgw_reshard_num_logs = 1
rgw_num_control_oids = 1
rgw_override_bucket_index_max_shards = 1
rgw_dynamic_resharding = false
rgw_run_sync_thread = false
# freed space is given back after a minute instead of two hours
rgw_gc_obj_min_wait = 60
rgw_gc_processor_period = 60
C
  export CEPH_CONF=$D/ceph.conf
  if [ $fresh = 1 ]; then
    monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$mport]" $D/monmap > $D/log/setup.log
    ceph-mon -i a -c $CEPH_CONF --mkfs --monmap $D/monmap >> $D/log/setup.log 2>&1
  fi
  bg 50 ceph-mon -f -i a -c $CEPH_CONF
  if [ $fresh = 1 ]; then
    timeout 60 ceph -c $CEPH_CONF osd new "$(cat $D/osd.uuid)" 0 >> $D/log/setup.log 2>&1
    ceph-osd -i 0 -c $CEPH_CONF --mkfs --osd-uuid "$(cat $D/osd.uuid)" >> $D/log/setup.log 2>&1
  fi
  bg 100 ceph-osd -f -i 0 -c $CEPH_CONF 2>> $D/log/osd.stderr.log
  bg 10 radosgw -f -n client.rgw.a -c $CEPH_CONF 2>> $D/log/rgw.stderr.log
  if [ $fresh = 1 ]; then
    timeout 90 radosgw-admin -c $CEPH_CONF user create --uid test --display-name test --access-key "$ACCESS" --secret-key "$SECRET" >> $D/log/setup.log 2>&1 || { cat $D/log/setup.log; stop 1; }
    touch $D/ceph.ready
  fi
}

swift_backend() {
  mkdir -p $D/srv/d1 /etc/swift /run/swift /var/cache/swift
  chown swift:swift $D/srv $D/srv/d1 /run/swift /var/cache/swift
  cd /etc/swift
  # ports are part of the rings, so they are written anew at each start; the data does not depend on them
  printf '[swift-hash]\nswift_hash_path_suffix = s3\nswift_hash_path_prefix = s3\n[storage-policy:0]\nname = p0\ndefault = yes\n' > swift.conf
  python3 - "$AUXPORT" <<'P'
import sys
from swift.common.ring import RingBuilder
for i, t in enumerate(('account', 'container', 'object')):
    b = RingBuilder(2, 1, 1)
    b.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(sys.argv[1]) + i, 'device': 'd1', 'weight': 1.0, 'replication_ip': '127.0.0.1', 'replication_port': int(sys.argv[1]) + i, 'meta': ''})
    b.rebalance(); b.get_ring().save(t + '.ring.gz')
P
  local i=0 t n
  for t in account container object; do
    cat > $t-server.conf <<C
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $((AUXPORT+i))
workers = 1
user = swift
devices = $D/srv
mount_check = false
log_level = WARNING
container_update_timeout = 5
[pipeline:main]
pipeline = $t-server
[app:$t-server]
use = egg:swift#$t
[object-updater]
interval = 2
C
    i=$((i+1))
  done
  cat > proxy-server.conf <<C
[DEFAULT]
bind_ip = $BIND
bind_port = $PORT
workers = 2
user = swift
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$((AUXPORT+3))
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 5242880
max_upload_part_num = 10000
[filter:tempauth]
use = egg:swift#tempauth
user_${ACCESS%%:*}_${ACCESS#*:} = $SECRET .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
rate_limit_after_segment = 10000
max_manifest_segments = 10000
max_manifest_size = 16777216
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
C
  bg 20 memcached -u nobody -l 127.0.0.1 -p $((AUXPORT+3)) -m 64
  for t in account container object; do bg 50 swift-$t-server $t-server.conf verbose >> $D/log/$t.log 2>&1; done
  for t in 0 1 2 3; do for ((n=0; n<300; n++)); do (exec 3<>"/dev/tcp/127.0.0.1/$((AUXPORT+t))") 2>/dev/null && break; alive; sleep 0.1; done; done
  bg 30 swift-object-updater object-server.conf verbose >> $D/log/object-updater.log 2>&1
  bg 30 swift-proxy-server proxy-server.conf verbose >> $D/log/proxy.log 2>&1
}

case $BACKEND in ceph) ceph_backend ;; swift) swift_backend ;; esac
for ((n=0; n<600; n++)); do http_up 2>/dev/null && break; alive; sleep 0.1; done
http_up 2>/dev/null || { echo "no answer on port $PORT"; stop 1; }
[ -z "${BUCKET:-}" ] || swift_bucket PUT || { echo "cannot make the bucket $BUCKET"; stop 1; }
touch $D/up; el READY
wait -n || true
echo "a daemon ended; see the logs in DATADIR/log"; stop 1
EOF
}
write_entry() { print_entry > "$ROOT/usr/local/sbin/s3-entry"; chmod 755 "$ROOT/usr/local/sbin/s3-entry"; }

# ---------------------------------------------------------------- install
install_root() {
  if [ -e "$ROOT/.complete" ]; then write_entry; return; fi
  local missing=()
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v unshare >/dev/null || missing+=(util-linux)
  if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
  fi
  mkdir -p "$STATE"
  local tmp=$ROOT.new scripts=/usr/share/debootstrap/scripts script=
  rm -rf "$tmp" "$ROOT"
  [ -e "$scripts/$SUITE" ] || script=$scripts/sid           # an older debootstrap does not know the newest suite by name
  say "debootstrap $SUITE"
  debootstrap --variant=minbase "$SUITE" "$tmp" "$MIRROR" ${script:+"$script"} > "$STATE/debootstrap-$SUITE.log" 2>&1 || die "debootstrap failed, see $STATE/debootstrap-$SUITE.log"
  printf '#!/bin/sh\nexit 101\n' > "$tmp/usr/sbin/policy-rc.d"; chmod 755 "$tmp/usr/sbin/policy-rc.d"   # no daemon starts while installing
  # testing's index carries an end date, which a mirror snapshot or this machine's clock may have passed; signatures are still checked
  printf 'Acquire::Languages "none";\nAcquire::Check-Valid-Until "false";\nAPT::Install-Recommends "false";\n' > "$tmp/etc/apt/apt.conf.d/90s3"
  printf 'path-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\n' > "$tmp/etc/dpkg/dpkg.cfg.d/90s3"
  say "installing $PKGS"
  unshare --mount --propagation private bash -euc '
    mount -t proc proc "$1/proc"
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    chroot "$1" apt-get update -q
    chroot "$1" apt-get install -y -q --no-install-recommends $2
    chroot "$1" apt-get clean' bash "$tmp" "$PKGS" > "$STATE/apt-$BACKEND-$SUITE.log" 2>&1 || die "apt failed, see $STATE/apt-$BACKEND-$SUITE.log (S3_SUITE chooses another suite)"
  rm -rf "$tmp"/var/lib/apt/lists/* "$tmp"/var/cache/debconf/*-old
  mkdir -p "$tmp/data"
  mv "$tmp" "$ROOT"; write_entry; touch "$ROOT/.complete"
  say "installed $(version) in $ROOT ($(du -sm "$ROOT" | cut -f1) MB)"
}
version() {
  local p=swift-proxy n=Swift; [ $BACKEND = ceph ] && p=radosgw n=Ceph
  echo "$n $(chroot "$ROOT" dpkg-query -W -f '${Version}' $p) ($SUITE)"
}

# ---------------------------------------------------------------- start / stop
free_port() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
pick_aux() {  # four free ports in a row, away from the S3 port
  local a n
  for ((n=0; n<200; n++)); do
    a=$(( 20000 + ( $1 * 7 + n * 8 ) % 10000 ))
    free_port $a && free_port $((a+1)) && free_port $((a+2)) && free_port $((a+3)) && { echo $a; return; }
  done
  die "no free internal port"
}
inner_pid() { local c; c=$(cat "/proc/$1/task/$1/children" 2>/dev/null) || return 1; [ -n "$c" ] && echo "${c%% *}"; }
born() {  # start time of a live process, in ticks; nothing for one that is gone or only waits to be reaped
  local s; s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  set -- ${s##*) }; case $1 in Z|X) return 1 ;; esac; echo "${20}"
}
# a recorded process id counts only while it is still the process that this script started
running() { local p b; p=$(cat "$RUN/$1/pid" 2>/dev/null) && [ -n "$p" ] && b=$(born "$p") && [ "$b" = "$(cat "$RUN/$1/born" 2>/dev/null)" ]; }
show() { cat "$RUN/$1/env"; }
start() {
  local port=$1 dir
  [[ $port =~ ^[0-9]+$ ]] && [ "$port" -gt 0 ] && [ "$port" -lt 65536 ] || die "bad port"
  mkdir -p "$2"; dir=$(cd "$2" && pwd -P)
  mkdir -p "$RUN"; exec 9>"$STATE/lock"; flock 9
  if running "$port"; then
    [ "$(cat "$RUN/$port/dir")" = "$dir" ] || die "port $port is in use by a server on $(cat "$RUN/$port/dir")"
    show "$port"; return
  fi
  install_root
  local o; for o in "$RUN"/*/; do [ -e "$o" ] || continue; o=$(basename "$o"); if running "$o" && [ "$(cat "$RUN/$o/dir")" = "$dir" ]; then die "$dir is in use by the server on port $o"; fi; done
  free_port "$port" || die "port $port is taken"
  if [ -e "$dir/backend" ]; then [ "$(cat "$dir/backend")" = "$BACKEND-$SUITE" ] || die "$dir was made by $(cat "$dir/backend"), not $BACKEND-$SUITE"
  elif [ -n "$(ls -A "$dir")" ]; then die "$dir is neither empty nor this script's"; fi
  echo "$BACKEND-$SUITE" > "$dir/backend"
  if [ ! -e "$dir/credentials" ]; then
    local ak=S3TESTACCESSKEY00001; [ $BACKEND = ceph ] || ak=s3test:s3test
    (umask 077; printf 'S3_ACCESS_KEY=%s\nS3_SECRET_KEY=%s\n' "${S3_ACCESS_KEY:-$ak}" "${S3_SECRET_KEY:-s3testsecretkey000000000000000000000001}" > "$dir/credentials")
  fi
  local ak sk; ak=$(sed -n 's/^S3_ACCESS_KEY=//p' "$dir/credentials"); sk=$(sed -n 's/^S3_SECRET_KEY=//p' "$dir/credentials")
  rm -rf "${RUN:?}/$port" "$dir/up"; mkdir -p "$RUN/$port" "$dir/etc-swift" "$dir/log"
  local aux; aux=$(pick_aux "$port")
  # own mount and process namespaces: every mount and every daemon goes with it; 9>&- so the lock is not inherited
  BACKEND=$BACKEND PORT=$port BIND=${S3_BIND:-127.0.0.1} ACCESS=$ak SECRET=$sk DISK_GB=${S3_DISK_GB:-20} AUXPORT=$aux \
  setsid unshare --mount --pid --fork --kill-child=SIGKILL --propagation private bash -euc '
    mount -t proc proc "$1/proc"
    mount --bind "$2" "$1/data"
    mount -t tmpfs tmpfs "$1/run"; mount -t tmpfs tmpfs "$1/tmp"; mkdir -p "$1/dev/shm"; mount -t tmpfs tmpfs "$1/dev/shm"
    if [ -d "$1/etc/swift" ]; then mount --bind "$2/etc-swift" "$1/etc/swift"; fi
    cd /; exec env -i PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root BACKEND="$BACKEND" PORT="$PORT" BIND="$BIND" ACCESS="$ACCESS" SECRET="$SECRET" DISK_GB="$DISK_GB" AUXPORT="$AUXPORT" \
      chroot "$1" /usr/local/sbin/s3-entry' bash "$ROOT" "$dir" < /dev/null > "$dir/log/server.log" 2>&1 9>&- &
  local pid=$! n
  for ((n=0; n<50; n++)); do [ "$(cat /proc/$pid/comm 2>/dev/null)" = unshare ] && break; sleep 0.02; done
  echo $pid > "$RUN/$port/pid"; born $pid > "$RUN/$port/born" || true; echo "$dir" > "$RUN/$port/dir"
  (umask 077; cat > "$RUN/$port/env" <<E
S3_ENDPOINT=http://127.0.0.1:$port
S3_REGION=us-east-1
S3_FORCE_PATH_STYLE=true
S3_ACCESS_KEY=$ak
S3_SECRET_KEY=$sk
S3_SERVER_PID=$pid
S3_SERVER_VERSION="$(version)"
E
  )
  for ((n=0; n<900; n++)); do
    [ -e "$dir/up" ] && break
    born $pid >/dev/null || { tail -n 20 "$dir/log/server.log" >&2; rm -rf "${RUN:?}/$port"; die "the server did not start; logs in $dir/log"; }
    sleep 0.1
  done
  [ -e "$dir/up" ] || { stop_one "$port"; die "the server was not ready in 90 s; logs in $dir/log"; }
  if [ -n "${S3_OWNER_PID:-}" ]; then (trap '' HUP INT TERM; watch_owner "$port" "$pid" "$dir") < /dev/null > /dev/null 2>&1 9>&- & fi
  show "$port"
}
watch_owner() {  # PORT PID DATADIR: ends when the server or its owner has
  local owner; owner=$(born "$S3_OWNER_PID") || true
  while born "$2" > /dev/null; do
    if [ "$(born "$S3_OWNER_PID")" != "$owner" ] || [ -z "$owner" ]; then
      [ "$(cat "$RUN/$1/pid" 2>/dev/null)" = "$2" ] && kill_one "$1"
      rm -rf "$3"; return
    fi
    sleep 1
  done
}
kill_one() {
  local port=$1 pid n
  if running "$port"; then
    pid=$(cat "$RUN/$port/pid"); kill -KILL "$pid" 2>/dev/null || true
    for ((n=0; n<250; n++)); do running "$port" || break; sleep 0.02; done
  fi
  rm -rf "${RUN:?}/$port"
}
stop_one() {
  local port=$1 pid in n
  if running "$port"; then
    pid=$(cat "$RUN/$port/pid")
    if in=$(inner_pid "$pid"); then kill -TERM "$in" 2>/dev/null || true; fi
    for ((n=0; n<250; n++)); do running "$port" || break; sleep 0.1; done
    running "$port" && kill -KILL "$pid" 2>/dev/null || true                       # --kill-child takes the whole process namespace along
    say "stopped port $port"
  fi
  rm -rf "${RUN:?}/$port"
}
each_port() { local d; for d in "$RUN"/*/; do [ -e "$d/pid" ] && basename "$d"; done; true; }

case ${1:-} in
  install) mkdir -p "$STATE"; exec 9>"$STATE/lock"; flock 9; install_root; version ;;
  start)   [ $# = 3 ] || die "usage: start PORT DATADIR"; start "$2" "$3" ;;
  stop)    if [ $# -ge 2 ]; then stop_one "$2"; else for p in $(each_port); do stop_one "$p"; done; fi ;;
  kill)    [ $# = 2 ] || die "usage: kill PORT"; kill_one "$2" ;;
  available) [ -e "$ROOT/.complete" ] || command -v debootstrap > /dev/null || command -v apt-get > /dev/null ;;
  entry)   print_entry ;;
  status)  for p in $(each_port); do if running "$p"; then echo "port $p pid $(cat "$RUN/$p/pid") data $(cat "$RUN/$p/dir")"; fi; done ;;
  image)   mkdir -p "$STATE"; exec 9>"$STATE/lock"; flock 9; install_root; tag=${2:-tapedeck/s3-$BACKEND:$SUITE}
           tar -C "$ROOT" -c --exclude=./proc/\* --exclude=./data/\* . | docker import -c "ENV BACKEND=$BACKEND" -c 'EXPOSE 9000' -c 'VOLUME /data' -c 'ENTRYPOINT ["/usr/local/sbin/s3-entry"]' - "$tag" >/dev/null
           echo "$tag" ;;
  *) sed -n '2,/^set -/s/^# \{0,1\}//p' "$0" | head -n -1; exit 2 ;;
esac
