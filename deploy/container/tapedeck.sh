#!/bin/sh
# The command line of the image: docker compose exec api tapedeck ls
exec node /app/apps/cli/src/main.ts "$@"
