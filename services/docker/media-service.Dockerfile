# media-service. `pnpm images` creates the build context and sets RUNTIME to the image of runtime.Dockerfile.
ARG RUNTIME
FROM $RUNTIME
USER dubstep
EXPOSE 8080
CMD ["node", "services/media-service/main.ts"]
COPY node_modules node_modules
COPY app ./
