import { z } from 'zod';
import { redactUrls } from '../../lib/redact-url.ts';
import { liveInputArgs, MediaToolError, runMediaTool } from '../media/index.ts';
import { MediamtxApiError, MediamtxClient } from '../mediamtx/index.ts';
import { fairDeadline } from './fair-deadline.ts';
import { defineProbe, NEVER_MS } from './probe.ts';
import { outputPaths } from './stream-paths.ts';

/** ffprobe needs a second of it on a busy machine. Ends before the deadline of the probe. */
const READ_WITHIN_MS = 2200;

const ffprobeSchema = z.object({
  packets: z.array(z.unknown()).default([]),
  streams: z.array(z.object({ codec_name: z.string().optional() })).default([]),
});

/** Whether a reader of the output receives packets, when MediaMTX lists its path. */
export const outputPacketProbe = defineProbe('output-packet', async (pipeline, stop) => {
  const { endpoints } = pipeline;
  const [outPath] = outputPaths(pipeline);
  if (endpoints === undefined || outPath === undefined) return [];
  using deadline = fairDeadline(READ_WITHIN_MS, stop);
  const client = new MediamtxClient(endpoints.mediamtxApiUrl, { withinMs: NEVER_MS });
  // A request for one path that does not exist would be an error in the log of MediaMTX.
  const isListed = await client.listPaths(deadline.signal).then(
    (paths) => paths.some(({ name }) => name === outPath),
    (error: unknown) => {
      // The probe `mediamtx-paths` records why.
      if (error instanceof MediamtxApiError || deadline.signal.aborted) return false;
      throw error;
    },
  );
  if (!isListed) return [];
  const url = `${endpoints.rtmpUrl}/${outPath}`;
  const shownUrl = redactUrls(url);
  try {
    const [output] = await runMediaTool({
      tool: 'ffprobe',
      task: 'read the output',
      args: [
        // Starts at the first packet instead of analysing the stream for some seconds.
        ...['-v', 'error', '-of', 'json', '-analyzeduration', '0', '-probesize', '32'],
        ...['-show_entries', 'stream=codec_name:packet=stream_index', '-read_intervals', '%+#1'],
        ...liveInputArgs(url),
      ],
      signal: deadline.signal,
      withinMs: NEVER_MS,
    });
    const { packets, streams } = ffprobeSchema.parse(JSON.parse(Buffer.from(output).toString('utf8')));
    return [
      {
        url: shownUrl,
        received: packets.length > 0,
        tracks: streams.map(({ codec_name }) => codec_name ?? 'unknown'),
      },
    ];
  } catch (error) {
    if (stop.aborted) return [{ url: shownUrl, error: 'no packet before the probes ended' }];
    if (deadline.isOver)
      return [{ url: shownUrl, received: false, error: `no packet within ${READ_WITHIN_MS} ms` }];
    if (!(error instanceof MediaToolError)) throw error;
    const wasRefused = error.code === 'MEDIA_TOOL_FAILED';
    return [{ url: shownUrl, ...(wasRefused ? { received: false } : {}), error: redactUrls(error.message) }];
  }
});
