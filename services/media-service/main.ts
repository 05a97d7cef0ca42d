import { createLogger } from '../runtime/logger.ts';
import { runServiceProcess } from '../runtime/service-process.ts';
import { readConfig } from './config.ts';
import { startMediaService } from './media-service.ts';

const log = createLogger('media-service');

await runServiceProcess(log, async () => {
  const config = readConfig(process.env);
  log.level = config.logLevel;
  return await startMediaService(config, log);
});
