#!/bin/sh
# Builds the console into apps/console/dist when a source of it is newer; otherwise does nothing and says nothing.
set -eu
cd "$(dirname "$0")/.."
built=apps/console/dist/index.html
if [ -e "$built" ] && [ -z "$(find apps/console/src apps/console/index.html apps/console/vite.config.ts apps/console/package.json \
  packages/client/src -newer "$built" ! -name '*.test.ts' -type f -print | head -n 1)" ]; then
  exit 0
fi
printf 'tapedeck: building the console\n' >&2
# put in its place when it is whole: an API may serve the one before
next=apps/console/dist.next.$$
trap 'rm -rf "$next"' EXIT
node_modules/.bin/vite build apps/console --logLevel error --outDir "dist.next.$$" --emptyOutDir >&2
rm -rf apps/console/dist
mv "$next" apps/console/dist
