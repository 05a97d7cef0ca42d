# The services that run on Node: targets media-service and sts-service. `pnpm images` puts the context together.

# ffmpeg, ffprobe and curl with the libraries that they load; their packages bring twice as much.
FROM debian:bookworm-slim AS programs
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils curl ffmpeg \
 && rm -rf /var/lib/apt/lists/*
COPY copy-programs /usr/local/bin/
RUN copy-programs /programs curl ffmpeg ffprobe
COPY node /programs/usr/local/bin/node
RUN strip /programs/usr/local/bin/node

FROM debian:bookworm-slim AS runtime
RUN groupadd --gid 10001 dubstep \
 && useradd --uid 10001 --gid dubstep --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin dubstep \
 && install -d -o dubstep -g dubstep /recordings
COPY --from=programs /programs/ /
ENV NODE_ENV=production
WORKDIR /app

FROM runtime AS media-service
COPY node_modules node_modules
COPY package.json package.json
COPY services services
USER dubstep
EXPOSE 8080
CMD ["node", "services/media-service/main.ts"]

FROM runtime AS sts-service
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      apertium apertium-eng-spa espeak-ng pocketsphinx pocketsphinx-en-us \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
COPY node_modules node_modules
COPY package.json package.json
COPY services services
USER dubstep
EXPOSE 3000
CMD ["node", "services/sts-service/main.ts"]
