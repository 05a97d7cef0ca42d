import { chmod, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { KNOWN_VERSIONS } from '../../versions/index.ts';
import { runMediaTool } from './run-media-tool.ts';

const run = { task: 'measure a.mp4', signal: new AbortController().signal, withinMs: 20_000 };

/** A program that prints a version and rejects every other argument. */
async function otherVersion(version: string, printed: string): Promise<string> {
  const folder = await createTempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const file = folder.file('ffmpeg');
  const script = `#!/bin/sh
if [ "$1" = -version ]; then echo 'ffmpeg version ${version} Copyright'; exit 0; fi
echo "${printed}" >&2
exit 8
`;
  await writeFile(file, script);
  await chmod(file, 0o755);
  return file;
}

test.each(KNOWN_VERSIONS.ffmpeg.versions.map(({ from, state }) => [from.join('.'), state] as const))(
  'an option that ffmpeg %s (%s) rejects is never a fault of the product',
  async (version, state) => {
    const tool = await otherVersion(version, '[vost#0:0 @ 0x1] Invalid time base: -1');
    await expect(runMediaTool({ ...run, tool, args: ['-enc_time_base', '-1'] })).rejects.toMatchObject({
      code: 'MEDIA_TOOL_REJECTED',
      fault: state === 'supported' ? 'HARNESS' : 'ENVIRONMENT',
      message: expect.stringMatching(
        new RegExp(`it rejects an argument \\(\\[vost#0:0 @ 0x1\\] Invalid time base: -1\\).*${version}`),
      ),
    });
  },
);

test('a codec that a build lacks is a fault of the environment', async () => {
  const tool = await otherVersion('7.1.1', "Unknown encoder 'libx264'");
  await expect(runMediaTool({ ...run, tool, args: [] })).rejects.toMatchObject({
    ...{ code: 'MEDIA_TOOL_REJECTED', fault: 'ENVIRONMENT' },
    message: expect.stringContaining('7.1.1'),
  });
});

test('a version that cannot be read is stated', async () => {
  const tool = await otherVersion('', "Unrecognized option 'vsync'.");
  await expect(runMediaTool({ ...run, tool, args: [] })).rejects.toMatchObject({
    ...{ code: 'MEDIA_TOOL_REJECTED', fault: 'ENVIRONMENT' },
    message: expect.stringContaining('its version could not be read'),
  });
});

test.each([['ffmpeg'], ['ffprobe']])(
  'the installed %s rejects an option that does not exist',
  async (tool) => {
    await expect(
      runMediaTool({ ...run, tool, args: ['-no_such_option', '1', '-i', 'x'] }),
    ).rejects.toMatchObject({
      code: 'MEDIA_TOOL_REJECTED',
      message: expect.stringMatching(/no_such_option/),
    });
  },
);

test('an error about the media is not a rejected argument', async () => {
  await expect(runMediaTool({ ...run, tool: 'ffmpeg', args: ['-i', '/nowhere'] })).rejects.toMatchObject({
    ...{ code: 'MEDIA_TOOL_FAILED', fault: 'PRODUCT' },
  });
});
