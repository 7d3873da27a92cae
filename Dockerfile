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
# Fits a Pod of 256 MiB (docs/benchmarks.md). Node takes the value of a Deployment in its place, where one is larger (docs/scaling.md).
ENV NODE_OPTIONS=--max-old-space-size=160
# One helper thread for V8 is plenty for a pod with a fraction of a core, and less memory is scattered. A small young generation is
# collected often, and what a sync leaves behind does not pile up. Source maps are beside the program and not loaded: they take 30 MB, and
# a stack has the names of functions without them.
ENTRYPOINT ["/nodejs/bin/node", "--v8-pool-size=1", "--max-semi-space-size=4", "/app/docket.js"]
CMD ["operator"]
