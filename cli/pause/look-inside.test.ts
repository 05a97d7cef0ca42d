import { expect, test } from 'vitest';
import { lookInside } from './look-inside.ts';

test('of a pipeline that is up: everything', () => {
  const facts = {
    streamId: 'demo',
    endpoints: {
      rtmpUrl: 'rtmp://h:1',
      mediamtxApiUrl: 'http://h:2',
      mediaServiceUrl: 'http://h:3',
      stsUrl: 'http://h:4',
    },
    profile: { paths: { output: 'live/{stream}/out' } },
  };
  expect(lookInside({ facts, runFolder: 'runs/x', containers: ['x-sts-1'] })).toEqual([
    'logs     tail -f runs/x/logs/*.log',
    'paths    curl -s http://h:2/v3/paths/list',
    'stream   curl -s http://h:3/v1/streams/demo',
    'metrics  curl -s http://h:3/metrics | grep demo',
    'STS      curl -s http://h:4/health',
    'output   ffplay rtmp://h:1/live/demo/out',
    'shell    docker exec -it x-sts-1 sh',
  ]);
});

test('of one that did not come up: its logs', () => {
  expect(lookInside({ facts: { endpoints: {} }, runFolder: 'runs/x', containers: [] })).toEqual([
    'logs     tail -f runs/x/logs/*.log',
  ]);
});
