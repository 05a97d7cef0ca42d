import { expect, test } from 'vitest';
import { inspectionCommands } from './inspect-pipeline.ts';

test('lists a command for each part of a running pipeline', () => {
  const pipeline = {
    streamId: 'demo',
    endpoints: {
      rtmpUrl: 'rtmp://h:1',
      mediamtxApiUrl: 'http://h:2',
      mediaServiceUrl: 'http://h:3',
      stsUrl: 'http://h:4',
    },
    profile: { paths: { output: 'live/{stream}/out' } },
  };
  expect(inspectionCommands({ pipeline, runFolder: 'runs/x', containers: ['x-sts-1'] })).toEqual([
    'logs     tail -f runs/x/logs/*.log',
    'paths    curl -s http://h:2/v3/paths/list',
    'stream   curl -s http://h:3/v1/streams/demo',
    'metrics  curl -s http://h:3/metrics | grep demo',
    'STS      curl -s http://h:4/health',
    'output   ffplay rtmp://h:1/live/demo/out',
    'shell    docker exec -it x-sts-1 sh',
  ]);
});

test('lists only the logs of a pipeline that did not start', () => {
  expect(inspectionCommands({ pipeline: { endpoints: {} }, runFolder: 'runs/x', containers: [] })).toEqual([
    'logs     tail -f runs/x/logs/*.log',
  ]);
});
