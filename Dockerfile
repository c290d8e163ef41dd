# The images of Tapedeck. They need nothing but the base images, Debian's packages and npm's.
#   tapedeck     (the default) all four apps and the command line; the command chooses: api (with the console),
#                recorder, notifier, reconciler, or tapedeck (the command line)
#   rtmp-server  an RTMP server to publish to, for docker-compose.yml
#   s3-server    an S3 server (OpenStack Swift), for docker-compose.yml
ARG NODE_IMAGE=node:24-trixie-slim
ARG DEBIAN_IMAGE=debian:trixie-slim

# The manifests alone, so that a change of the sources does not install the packages again.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /source
COPY . .
RUN mkdir /manifests \
 && find . -name package.json -exec cp --parents {} /manifests ';' \
 && cp package-lock.json .npmrc /manifests

# What the apps need at run time. Workspaces stay symlinks: Node strips types only outside of node_modules.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY --from=manifests /manifests ./
# npm follows devDependencies from one workspace to the next even when it omits them, so they are taken out
RUN npm pkg delete devDependencies --workspaces \
 && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error --cache /tmp/npm \
      -w apps/api -w apps/recorder -w apps/notifier -w apps/reconciler -w apps/cli \
 && rm -rf /tmp/npm tests bench packages/testkit

# The console as static files. Its tools stay in this stage; of its devDependencies only those that build it are installed.
FROM ${NODE_IMAGE} AS console
WORKDIR /app
COPY --from=manifests /manifests ./
RUN cp apps/console/package.json /tmp/console.json \
 && npm pkg delete devDependencies --workspaces \
 && cp /tmp/console.json apps/console/package.json \
 && npm pkg delete -w apps/console devDependencies.@tapedeck/testkit devDependencies.@axe-core/playwright \
      devDependencies.playwright-core \
 && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --cache /tmp/npm -w apps/console \
 && rm -rf /tmp/npm
COPY tsconfig.base.json ./
COPY packages ./packages
COPY apps/console ./apps/console
RUN npm run build -w apps/console

# node-media-server in the version of the lockfile, with its own packages and no others.
FROM ${NODE_IMAGE} AS rtmp-packages
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error --cache /tmp/npm -w packages/testkit \
 && mkdir /packages \
 && npm query '#node-media-server, #node-media-server *' > /tmp/needed.json \
 && node -p 'require("/tmp/needed.json").map(({ location }) => location).join("\n")' \
  | xargs cp -r --parents -t /packages

FROM ${NODE_IMAGE} AS rtmp-server
ENV NODE_ENV=production
WORKDIR /app
COPY --from=rtmp-packages /packages ./
COPY deploy/container/rtmp-server.json ./
USER node
EXPOSE 1935
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "require('net').connect(1935).once('connect', () => process.exit(0)).once('error', () => process.exit(1))"]
CMD ["node", "node_modules/node-media-server/bin/app.js", "-c", "rtmp-server.json"]

FROM ${DEBIAN_IMAGE} AS s3-server
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates curl memcached swift-account swift-container swift-object swift-proxy \
 && rm -rf /var/lib/apt/lists/*
COPY packages/testkit/s3-server.sh /tmp/
RUN bash /tmp/s3-server.sh entry > /usr/local/sbin/s3-entry \
 && chmod 755 /usr/local/sbin/s3-entry \
 && rm /tmp/s3-server.sh
ENV BACKEND=swift
VOLUME /data
EXPOSE 9000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["/usr/local/sbin/s3-entry", "healthy"]
CMD ["/usr/local/sbin/s3-entry"]

FROM ${NODE_IMAGE} AS tapedeck
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /spool /compiled
WORKDIR /app
COPY --from=packages /app ./
COPY apps ./apps
COPY packages ./packages
COPY --from=console /app/apps/console/dist ./apps/console/dist
COPY deploy/container/entrypoint.sh deploy/container/healthy.sh ./deploy/container/
COPY deploy/container/tapedeck.sh /usr/local/bin/tapedeck
# Every app answers on one port, whichever it is, so that one health check fits all.
ENV NODE_ENV=production \
    TAPEDECK_API_HOST=0.0.0.0 \
    TAPEDECK_API_PORT=8080 \
    TAPEDECK_METRICS_HOST=0.0.0.0 \
    TAPEDECK_METRICS_PORT=8080 \
    TAPEDECK_SPOOL_DIR=/spool \
    NODE_COMPILE_CACHE=/compiled
USER node
# What Node compiles of each app is kept in the image: a start takes half the time. An app whose settings are wrong ends at
# once, with 78.
RUN for app in api recorder notifier reconciler; do \
      TAPEDECK_LOG_LEVEL=none node "apps/$app/src/main.ts" 2>/dev/null || [ $? -eq 78 ] || exit 1; \
    done
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --retries=5 --start-period=30s \
  CMD ["/bin/bash", "/app/deploy/container/healthy.sh"]
ENTRYPOINT ["/bin/sh", "/app/deploy/container/entrypoint.sh"]
CMD ["api"]
