import { type DockerApi, statusOf } from './docker.ts';
import { type Labels, OWNER_LABEL, RUN_LABEL } from './labels.ts';
import { fateOf } from './owner.ts';
import { runNames } from './run-names.ts';

/** Something of Docker's that a run has made. */
interface Remnant {
  readonly kind: 'container' | 'network' | 'volume';
  readonly labels: Labels;
  remove(): Promise<unknown>;
}

/** How much of a run was removed. */
export interface Swept {
  readonly runId: string;
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
}

/** Removes what runs have left whose harness is gone. What is kept, or belongs to a harness elsewhere, stays. */
export async function sweepLeftovers(docker: DockerApi): Promise<readonly Swept[]> {
  return await removeAll(await findOrphans(docker));
}

/** How much {@link sweepLeftovers} would remove. */
export async function findLeftovers(docker: DockerApi): Promise<readonly Swept[]> {
  return countByRun(await findOrphans(docker));
}

async function findOrphans(docker: DockerApi): Promise<Remnant[]> {
  const remnants = await findRemnants(docker, RUN_LABEL);
  const owners = new Set(remnants.map(({ labels }) => labels[OWNER_LABEL] ?? ''));
  const fates = new Map(
    await Promise.all([...owners].map(async (owner) => [owner, await fateOf(owner)] as const)),
  );
  const isKept = ({ labels }: Remnant): boolean => (labels[OWNER_LABEL] ?? '') === '';
  const kept = new Set(remnants.filter(isKept).map(({ labels }) => labels[RUN_LABEL]));
  return remnants.filter(
    ({ labels }) => !kept.has(labels[RUN_LABEL]) && fates.get(labels[OWNER_LABEL] ?? '') === 'gone',
  );
}

/**
 * Keeps what a run has made from being swept once its harness is gone: by a volume of the run's that has no owner, as
 * the labels of what is there cannot be changed. It goes with the rest.
 */
export async function markAsKept(docker: DockerApi, runId: string): Promise<void> {
  const labels = { [RUN_LABEL]: runId, [OWNER_LABEL]: '' };
  await docker.createVolume({ Name: `${runNames(runId).network}-kept`, Labels: labels });
}

/** Removes all that a run has made. */
export async function sweepRun(docker: DockerApi, runId: string): Promise<readonly Swept[]> {
  return await removeAll(await findRemnants(docker, `${RUN_LABEL}=${runId}`));
}

async function findRemnants(docker: DockerApi, label: string): Promise<Remnant[]> {
  const filters = { label: [label] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Id, Labels: labels }) => ({
      kind: 'container' as const,
      labels,
      remove: () => docker.getContainer(Id).remove({ force: true, v: true }),
    })),
    ...networks.map(({ Id, Labels: labels }) => ({
      kind: 'network' as const,
      labels: labels ?? {},
      remove: () => docker.getNetwork(Id).remove(),
    })),
    ...(volumes ?? []).map(({ Name, Labels: labels }) => ({
      kind: 'volume' as const,
      labels,
      remove: () => docker.getVolume(Name).remove(),
    })),
  ];
}

async function removeAll(remnants: readonly Remnant[]): Promise<readonly Swept[]> {
  // Networks and volumes can be removed once no container uses them.
  for (const kinds of [['container'], ['network', 'volume']]) {
    await Promise.all(
      remnants
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ kind, remove }) =>
          remove().catch((error: unknown) => {
            // Another run that starts now sweeps as well: it is gone, or on its way.
            const status = statusOf(error);
            if (status !== 404 && !(status === 409 && kind === 'container')) throw error;
          }),
        ),
    );
  }
  return countByRun(remnants);
}

function countByRun(remnants: readonly Remnant[]): readonly Swept[] {
  const runs = Map.groupBy(remnants, ({ labels }) => labels[RUN_LABEL] ?? '');
  return [...runs].map(([runId, found]) => {
    const count = (kind: Remnant['kind']): number => found.filter((remnant) => remnant.kind === kind).length;
    return { runId, containers: count('container'), networks: count('network'), volumes: count('volume') };
  });
}
