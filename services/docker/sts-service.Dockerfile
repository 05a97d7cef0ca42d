# The STS service with its providers. `pnpm images` creates the build context and sets RUNTIME to the image of
# runtime.Dockerfile.
ARG RUNTIME
FROM $RUNTIME
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      apertium apertium-eng-spa espeak-ng pocketsphinx pocketsphinx-en-us \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
USER dubstep
EXPOSE 3000
CMD ["node", "services/sts-service/main.ts"]
COPY node_modules node_modules
COPY app ./
