import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { z } from 'zod';

const FILES = ['compose.media.yml', 'compose.sts.yml'];

const configSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      user: z.string(),
      read_only: z.literal(true),
      init: z.literal(true),
      cap_drop: z.tuple([z.literal('ALL')]),
      security_opt: z.tuple([z.literal('no-new-privileges:true')]),
      mem_limit: z.coerce.number().positive(),
      cpus: z.number().positive(),
      pids_limit: z.number().positive(),
      healthcheck: z.object({ test: z.array(z.string()) }),
      ports: z.array(z.object({ host_ip: z.string(), published: z.string(), target: z.number() })),
    }),
  ),
});

/** The services of the two files, without variables of the caller. */
async function composeServices() {
  const files = FILES.flatMap((name) => [
    '-f',
    fileURLToPath(new URL(`../../../services/${name}`, import.meta.url)),
  ]);
  const { stdout } = await execa('docker', ['compose', ...files, 'config', '--format', 'json'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    extendEnv: false,
  });
  return configSchema.parse(JSON.parse(stdout)).services;
}

test('confines each service: no root, read-only, no capabilities, limits, a health check', async () => {
  const services = await composeServices();
  expect(Object.keys(services).toSorted()).toEqual(['media-service', 'mediamtx', 'sts-service']);
  for (const { user } of Object.values(services)) expect(user).toBe('10001:10001');
});

test('publishes the documented ports on loopback by default', async () => {
  const ports = Object.values(await composeServices()).flatMap((service) => service.ports);
  expect(
    ports.map(({ host_ip, published, target }) => `${host_ip}:${published}:${target}`).toSorted(),
  ).toEqual([
    '127.0.0.1:1935:1935',
    '127.0.0.1:3000:3000',
    '127.0.0.1:8080:8080',
    '127.0.0.1:8554:8554',
    '127.0.0.1:8889:8889',
  ]);
});
