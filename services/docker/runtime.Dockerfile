# The base of the Node services: Node, ffmpeg, ffprobe, curl. `pnpm images` creates the build context.

# Only the programs and their shared libraries; their packages would add twice as much.
FROM debian:bookworm-slim AS programs
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils curl ffmpeg \
 && rm -rf /var/lib/apt/lists/*
COPY copy-programs /usr/local/bin/
RUN copy-programs /programs curl ffmpeg ffprobe
COPY node /programs/usr/local/bin/node
RUN strip /programs/usr/local/bin/node

FROM debian:bookworm-slim
# A new volume inherits the mode of its mount point: /state is writable by any user.
RUN groupadd --gid 10001 dubstep \
 && useradd --uid 10001 --gid dubstep --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin dubstep \
 && install -d -o dubstep -g dubstep /recordings \
 && install -d -m 1777 /state
COPY --from=programs /programs/ /
ENV NODE_ENV=production
WORKDIR /app
