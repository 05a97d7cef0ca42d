import { type Labels, OWNER_LABEL, ownerStatus, RUN_LABEL, runNames } from './container-labels.ts';
import { type DockerApi, statusOf } from './docker.ts';

/** A Docker object of a run. */
interface RunObject {
  readonly kind: 'container' | 'network' | 'volume';
  readonly labels: Labels;
  remove(): Promise<unknown>;
}

/** Number of Docker objects that a run has left. */
export interface RunLeftovers {
  readonly runId: string;
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
}

/** Removes the Docker objects of runs whose harness has ended, except kept ones and those of other machines. */
export async function sweepLeftovers(docker: DockerApi): Promise<readonly RunLeftovers[]> {
  return await removeAll(await findOrphans(docker));
}

/** Finds the objects that {@link sweepLeftovers} would remove. */
export async function findLeftovers(docker: DockerApi): Promise<readonly RunLeftovers[]> {
  return countByRun(await findOrphans(docker));
}

async function findOrphans(docker: DockerApi): Promise<RunObject[]> {
  const objects = await findObjects(docker, RUN_LABEL);
  const owners = new Set(objects.map(({ labels }) => labels[OWNER_LABEL] ?? ''));
  const statuses = new Map(
    await Promise.all([...owners].map(async (owner) => [owner, await ownerStatus(owner)] as const)),
  );
  const isKept = ({ labels }: RunObject): boolean => (labels[OWNER_LABEL] ?? '') === '';
  const kept = new Set(objects.filter(isKept).map(({ labels }) => labels[RUN_LABEL]));
  return objects.filter(
    ({ labels }) => !kept.has(labels[RUN_LABEL]) && statuses.get(labels[OWNER_LABEL] ?? '') === 'gone',
  );
}

/**
 * Excludes a run from sweeping after its harness has ended. Labels of existing objects cannot be changed, so this creates a
 * volume of the run without an owner.
 */
export async function markAsKept(docker: DockerApi, runId: string): Promise<void> {
  const labels = { [RUN_LABEL]: runId, [OWNER_LABEL]: '' };
  await docker.createVolume({ Name: `${runNames(runId).network}-kept`, Labels: labels });
}

/** Removes all Docker objects of a run. */
export async function sweepRun(docker: DockerApi, runId: string): Promise<readonly RunLeftovers[]> {
  return await removeAll(await findObjects(docker, `${RUN_LABEL}=${runId}`));
}

async function findObjects(docker: DockerApi, label: string): Promise<RunObject[]> {
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

async function removeAll(objects: readonly RunObject[]): Promise<readonly RunLeftovers[]> {
  // Networks and volumes can be removed once no container uses them.
  for (const kinds of [['container'], ['network', 'volume']]) {
    await Promise.all(
      objects
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ kind, remove }) =>
          remove().catch((error: unknown) => {
            // Another run that starts now sweeps too: the object is removed, or is being removed.
            const status = statusOf(error);
            if (status !== 404 && !(status === 409 && kind === 'container')) throw error;
          }),
        ),
    );
  }
  return countByRun(objects);
}

function countByRun(objects: readonly RunObject[]): readonly RunLeftovers[] {
  const runs = Map.groupBy(objects, ({ labels }) => labels[RUN_LABEL] ?? '');
  return [...runs].map(([runId, found]) => {
    const count = (kind: RunObject['kind']): number => found.filter((object) => object.kind === kind).length;
    return { runId, containers: count('container'), networks: count('network'), volumes: count('volume') };
  });
}
