# CyberDock in a container. docs/install.md says how to run it.
#
#   docker build -t cyberdock .
#
# podman and buildah: add --format docker, for the OCI format knows no HEALTHCHECK.
# Where npm needs settings of its own, such as a mirror: --secret id=npmrc,src=$HOME/.npmrc

ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --no-audit --no-fund
COPY . .
# All that a start would make, so that the image is only read; then what only that needed goes.
# The server reads the sources as another user, whatever the umask was of who checked them out.
RUN find . -path ./node_modules -prune -o -exec chmod a+rX,go-w {} + && npm run build
RUN rm -rf .next/cache next-env.d.ts \
    && cd node_modules \
    && rm -rf @img @libsql/*-musl @next/swc-* @playwright @tailwindcss @types caniuse-lite geist lightningcss* \
      lucide-react playwright* sharp tailwindcss typescript \
    && find . -name '*.map' -delete

FROM ${NODE_IMAGE}
ARG NODE_IMAGE
LABEL org.opencontainers.image.title="CyberDock" \
      org.opencontainers.image.description="A self-hosted OCI container registry with a dashboard on the same origin" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="${NODE_IMAGE}"
# npm is not needed any more. The user has a number that no user of the host has, and owns nothing but the data.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
    && groupadd --gid 10001 cyberdock \
    && useradd --uid 10001 --gid 10001 --no-log-init --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin cyberdock \
    && install -d -o cyberdock -g cyberdock -m 750 /var/lib/cyberdock \
    && install -d /etc/cyberdock \
    && ln -s /app/bin/cyberdock /usr/local/bin/cyberdock
COPY --from=build /app /app

ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    TSX_DISABLE_CACHE=1 \
    CYBERDOCK_SERVER_HOST=0.0.0.0 \
    CYBERDOCK_STORAGE_ROOT=/var/lib/cyberdock/registry
# cyberdock.yaml is read from here, and relative paths in it start here.
WORKDIR /etc/cyberdock
# The data folder is one below the volume: its file system may have a lost+found, and backups have a place on it.
VOLUME /var/lib/cyberdock
EXPOSE 5000
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["cyberdock", "ping"]
# node itself is process 1 and ends in order at SIGTERM. Give it longer than server.drainTimeout: docker waits 10 s.
ENTRYPOINT ["cyberdock"]
CMD ["serve"]
