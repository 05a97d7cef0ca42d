import { execa } from 'execa';
import type { ServiceName } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';

/** Runs a command of Docker, such as `pause`, on the container of a service once some media have been published. */
export function commandContainer(
  stage: FaultStage,
  service: ServiceName,
  { command, atMediaS }: { readonly command: readonly string[]; readonly atMediaS: number },
): void {
  let runId = '';
  stage.when(
    (event) => {
      if (event.type === 'run:start') runId = event.runId;
      return runId !== '';
    },
    () => undefined,
  );
  stage.whenPublished(atMediaS, async () => {
    const labels = [`dubstep.run=${runId}`, `com.docker.compose.service=${service}`];
    const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
    const { stdout: id } = await execa('docker', ['ps', '--quiet', ...filters]);
    await execa('docker', [...command, id.trim()]);
  });
}
