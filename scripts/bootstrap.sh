#!/bin/sh
# Installs what a command needs and says so: node_modules (which brings the pinned Node), then Debian packages.
#   scripts/bootstrap.sh            node_modules only
#   scripts/bootstrap.sh demo       and what recording needs: ffmpeg, redis-server; builds the console
#   scripts/bootstrap.sh test       and the servers and the browser that the tests run against
# Does nothing, and says nothing, when all is there. Needs npm, and root or sudo for the Debian packages.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'tapedeck: %s\n' "$*" >&2; }

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say 'installing npm packages (npm ci)'
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch node_modules/.package-lock.json
fi

case "${1:-}" in
  demo | test) sh scripts/build-console.sh ;;
esac

packages=
need() { # need COMMAND-OR-FILE PACKAGE
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || packages="$packages $2"
}
case "${1:-}" in
  demo | test)
    need ffmpeg ffmpeg
    need redis-server redis-server
    ;;
esac
if [ "${1:-}" = test ]; then
  need nginx nginx-light
  need /usr/lib/nginx/modules/ngx_rtmp_module.so libnginx-mod-rtmp
  need debootstrap debootstrap
  need unshare util-linux
  # Ubuntu's chromium is a snap, which is refused to servers and containers; others have one of these two
  command -v chromium >/dev/null 2>&1 || need chromium-headless-shell chromium-headless-shell
  need /usr/share/fonts/truetype/dejavu fonts-dejavu-core
fi
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  say "please install:$packages"
  exit 1
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
say "installing Debian packages:$packages"
export DEBIAN_FRONTEND=noninteractive
# the packages' own services must not start: the tests and the demo start their own
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e "$policy" ] && [ -d /usr/sbin ]; then
  printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null && $sudo chmod 755 "$policy" && made_policy=1
fi
cleanup() { [ -z "$made_policy" ] || $sudo rm -f "$policy"; }
trap cleanup EXIT
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 ||
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null; }
