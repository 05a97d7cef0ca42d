import { once } from 'node:events';
import { mkdir, mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describePortHolder } from './port-holder.ts';

/** Describes the holder of port 3000 from a proc folder with one socket and one readable process. */
async function holder(socket: { readonly state: string; readonly inode: string; readonly command: string }) {
  await using proc = await mkdtempDisposable(join(tmpdir(), 'dubstep-proc-'));
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    `   0: 0100007F:0BB8 00000000:0000 ${socket.state} 00000000:00000000 00:00000000 00000000  1001        0 77 1`,
  ];
  await mkdir(join(proc.path, 'net'));
  await writeFile(join(proc.path, 'net', 'tcp'), table.join('\n'));
  await mkdir(join(proc.path, '42', 'fd'), { recursive: true });
  await symlink(`socket:[${socket.inode}]`, join(proc.path, '42', 'fd', '3'));
  await writeFile(join(proc.path, '42', 'cmdline'), socket.command.replaceAll(' ', '\0'));
  return describePortHolder(3000, proc.path);
}

test('describes the process with pid and command', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(describePortHolder(port)).toMatch(new RegExp(`^pid ${process.pid} \\(.*node.*\\)$`));
  server.close();
  await once(server, 'close');
  expect(describePortHolder(port)).toBeUndefined();
});

test('adds how to find the container', async () => {
  const command = '/usr/bin/docker-proxy -host-port 3000';
  expect(await holder({ state: '0A', inode: '77', command })).toBe(
    'pid 42 (/usr/bin/docker-proxy -host-port 3000), for a container: docker ps --filter publish=3000',
  );
});

test('describes a process of another user and how to show it', async () => {
  expect(await holder({ state: '0A', inode: '78', command: 'node' })).toBe(
    "a process of another user (id 1001): run sudo ss -ltnp 'sport = :3000'",
  );
});

test('ignores connections', async () => {
  expect(await holder({ state: '01', inode: '77', command: 'node' })).toBeUndefined();
});
