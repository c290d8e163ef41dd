#!/bin/sh
# Runs one app of the image: api, recorder, notifier or reconciler. Anything else, such as tapedeck, is run as a command.
#
# A recorder without TAPEDECK_RECORDER_ID takes the first free slot of the spool volume, TAPEDECK_SPOOL_DIR/1, /2, ...:
# a directory with a spool and the id that belongs to it. So any number of recorders can share the volume of a host,
# each with an id and a spool of its own, and a recorder that is made anew goes on with the spool of the one before.
set -eu

take_slot() {
  slot=1
  while :; do
    mkdir -p "$TAPEDECK_SPOOL_DIR/$slot"
    # the lock is this process', and the app's that takes its place, until it ends in whatever way
    exec 9>"$TAPEDECK_SPOOL_DIR/$slot/lock"
    if flock -n 9; then break; fi
    slot=$((slot + 1))
  done
  directory=$TAPEDECK_SPOOL_DIR/$slot
  if [ ! -s "$directory/id" ]; then
    # slots of different hosts have the same numbers
    printf 'recorder-%s-%s\n' "$slot" "$(od -An -N4 -tx1 /dev/urandom | tr -d ' ')" >"$directory/id.new"
    mv "$directory/id.new" "$directory/id"
  fi
  TAPEDECK_RECORDER_ID=$(cat "$directory/id")
  TAPEDECK_SPOOL_DIR=$directory/spool
  export TAPEDECK_RECORDER_ID TAPEDECK_SPOOL_DIR
}

case ${1:-} in
  recorder) [ -n "${TAPEDECK_RECORDER_ID:-}" ] || take_slot ;;
  api | notifier | reconciler) ;;
  *) exec "$@" ;;
esac
exec node "apps/$1/src/main.ts"
