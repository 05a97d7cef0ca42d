import { createLogger } from '../runtime/logger.ts';
import { runServiceProcess } from '../runtime/service-process.ts';
import { readConfig } from './config.ts';
import { startStsService } from './sts-service.ts';

// A log level that nobody checked yet would keep the logger from telling what is wrong with it.
const log = createLogger('sts-service', 'info');

await runServiceProcess(log, async () => {
  const config = readConfig(process.env);
  log.level = config.logLevel;
  return await startStsService(config, log);
});
