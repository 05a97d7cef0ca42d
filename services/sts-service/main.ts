import { createLogger } from '../runtime/logger.ts';
import { runServiceProcess } from '../runtime/service-process.ts';
import { readConfig } from './config.ts';
import { startStsService } from './sts-service.ts';

// The configured log level is applied after validation, so that an invalid one can be logged.
const log = createLogger('sts-service', 'info');

await runServiceProcess(log, async () => {
  const config = readConfig(process.env);
  log.level = config.logLevel;
  return await startStsService(config, log);
});
