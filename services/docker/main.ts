import { getContainerRuntimeClient } from 'testcontainers';
import { ensureImages, missingImages } from './ensure-images.ts';

/**
 * `pnpm images`: builds the images that are missing or outdated, and lists all.
 * `pnpm images --check`: lists the images to build; exits 1 if there are any.
 */
const docker = (await getContainerRuntimeClient()).container.dockerode;
if (process.argv.includes('--check')) {
  const missing = await missingImages(docker);
  for (const tag of missing) console.log(tag);
  process.exitCode = missing.length === 0 ? 0 : 1;
} else {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
  const images = await ensureImages(docker, {
    signal: interruption.signal,
    onBuild: (tag) => console.error(`building ${tag}`),
  });
  for (const { tag, sizeBytes, builtInMs } of images) {
    const how = builtInMs === undefined ? 'up to date' : `built in ${(builtInMs / 1000).toFixed(1)} s`;
    console.log(`${tag}, ${Math.round(sizeBytes / 1e6)} MB, ${how}`);
  }
}
