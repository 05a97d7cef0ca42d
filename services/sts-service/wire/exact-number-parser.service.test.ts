import { expect, test } from 'vitest';
import { RawClient } from '../testing/raw-client.ts';
import { startTestSts } from '../testing/start-test-sts.ts';

const INIT = '{"stream_id":"s","worker_id":"w","config":{},"started_ns":1763821132123456789}';
const FRAGMENT =
  '{"fragment_id":"f","stream_id":"s","sequence_number":0,"timestamp":1763821132123456789.5,' +
  '"audio":{"format":"m4a","sample_rate_hz":48000,"channels":1,"duration_ms":6000,"data_base64":"AAECAw=="},' +
  '"metadata":{"pts_ns":9007199254740993,"all_ns":[-9223372036854775808,18446744073709551615],"small":1.5}}';

test('forwards nanoseconds beyond 2^53 to observers and back to the worker unchanged', async () => {
  await using sts = await startTestSts();
  using observer = await RawClient.connect(sts.url, '/monitor');
  using worker = await RawClient.connect(sts.url);
  worker.sendPacket(`2["stream:init",${INIT}]`);
  worker.sendPacket(`2["fragment:data",${FRAGMENT}]`);

  const result = await worker.waitFor('fragment:processed');
  expect(result).toContain(
    '"metadata":{"pts_ns":9007199254740993,"all_ns":[-9223372036854775808,18446744073709551615],"small":1.5,',
  );
  expect(await observer.waitFor('stream:init')).toContain(`42/monitor,["stream:init",${INIT},{"at":`);
  expect(await observer.waitFor('fragment:data')).toContain(`["fragment:data",${FRAGMENT},{"at":`);
  const payload = result.slice('42["fragment:processed",'.length, -1);
  expect(await observer.waitFor('fragment:processed')).toContain(`["fragment:processed",${payload},{"at":`);
});

test('reads long numbers in numeric fields and rejects them elsewhere', async () => {
  await using sts = await startTestSts();
  using worker = await RawClient.connect(sts.url);
  const init = (config: string): void =>
    worker.sendPacket(`2["stream:init",{"stream_id":"s","worker_id":"w","config":${config}}]`);
  init('{"chunk_duration_ms":12345678901234567890}');
  expect(await worker.waitFor('INVALID_CONFIG')).toContain('config.chunk_duration_ms:');
  init('12345678901234567890');
  expect(await worker.waitFor('init: config:')).toContain('INVALID_CONFIG');
  init('{"chunk_duration_ms":6000.0000000000000000}');
  await worker.waitFor('stream:ready');
});

test('reads exact numbers after a packet with binary attachments', async () => {
  await using sts = await startTestSts();
  using worker = await RawClient.connect(sts.url);
  worker.sendPacket(
    '51-["stream:init",{"stream_id":"s","worker_id":"w","config":{},"n":9007199254740993,"b":{"_placeholder":true,"num":0}}]',
  );
  worker.sendFrame('bAAECAw==');
  await worker.waitFor('stream:ready');
  worker.sendPacket(`2["fragment:data",${FRAGMENT}]`);
  expect(await worker.waitFor('fragment:processed')).toContain('"pts_ns":9007199254740993,');
});

test('rejects a long number that is nested too deeply', async () => {
  await using sts = await startTestSts();
  using worker = await RawClient.connect(sts.url);
  const nested = `${'['.repeat(20_000)}12345678901234567890${']'.repeat(20_000)}`;
  worker.sendPacket(`2["stream:init",${nested}]`);
  expect(await worker.waitFor('INVALID_CONFIG')).toContain('nested deeper than 64 levels');
});
