# MediaMTX, its hook, and the shell and curl that the hook needs. `pnpm images` creates the build context.
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
 && groupadd --gid 10001 dubstep \
 && useradd --uid 10001 --gid dubstep --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin dubstep \
 && install -d -o dubstep -g dubstep /recordings
COPY mediamtx mtx-hook /usr/local/bin/
COPY mediamtx.yml /etc/mediamtx.yml
USER dubstep
EXPOSE 1935 8554 8889
CMD ["mediamtx", "/etc/mediamtx.yml"]
