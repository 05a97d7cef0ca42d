import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { portsProbe } from './ports.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

test('records which process listens on each port, and where none does', async () => {
  const pipeline = await absentPipeline();
  const mediamtx = await startMediamtx();
  const { url: mediaServiceUrl } = await serveHttp(() => undefined);
  const endpoints = { ...pipeline.endpoints, ...mediamtx.endpoints, mediaServiceUrl };
  const [result] = await observe(portsProbe, { ...pipeline, endpoints });
  const entry = (name: string, service: string, url: string) => ({
    ...{ name, service, host: '127.0.0.1', port: Number(new URL(url).port) },
  });
  const byMediamtx = {
    listening: true,
    holder: { pid: mediamtx.pid, command: expect.stringContaining('mediamtx.yml') },
  };
  expect(result).toEqual({
    list: [
      { ...entry('rtmp', 'mediamtx', endpoints.rtmpUrl), ...byMediamtx },
      { ...entry('rtsp', 'mediamtx', endpoints.rtspUrl), ...byMediamtx },
      { ...entry('mediamtxApi', 'mediamtx', endpoints.mediamtxApiUrl), ...byMediamtx },
      {
        ...entry('mediaService', 'media-service', mediaServiceUrl),
        listening: true,
        holder: { pid: process.pid, command: expect.stringContaining('node') },
      },
      {
        ...entry('sts', 'sts-service', endpoints.stsUrl),
        listening: false,
        error: expect.stringContaining('ECONNREFUSED'),
      },
    ],
  });
});

test('leaves open whether an unknown host listens', async () => {
  const pipeline = await absentPipeline();
  const endpoints = { ...pipeline.endpoints, stsUrl: 'http://no-such-host.invalid:3000' };
  const [result] = await observe(portsProbe, { ...pipeline, endpoints });
  expect(result).toMatchObject({
    list: expect.arrayContaining([
      expect.objectContaining({ name: 'sts', port: 3000, error: expect.any(String) }),
    ]),
  });
  expect(JSON.stringify(result)).not.toContain('"port":3000,"listening"');
});
