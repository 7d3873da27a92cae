# Builds the program and puts it, and nothing else, onto a distroless Node: no shell, no package manager, no root.
# The bundle is the same for every platform, so it is built once, on the builder's own.

FROM --platform=$BUILDPLATFORM node:26-trixie-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY tools/ensure-installed.sh tools/
RUN sh tools/ensure-installed.sh true
COPY . .
RUN npm run --silent build

FROM gcr.io/distroless/nodejs26-debian13:nonroot
COPY --from=build /src/dist/ /app/
# What `docket demo` shows without a folder.
COPY config/demo/ /config/demo/
WORKDIR /app
ENV NODE_ENV=production
# Numeric, so that a cluster can see that it is not root.
USER 65532:65532
# Metrics, and probes.
EXPOSE 8080 8081
# One helper thread for V8 is plenty for a pod with a fraction of a core, and less memory is scattered (docs/benchmarks.md).
ENTRYPOINT ["/nodejs/bin/node", "--v8-pool-size=1", "--enable-source-maps", "/app/docket.js"]
CMD ["operator"]
