import type { Alterations } from '../../../harness/environments/index.ts';

/** Applies two alterations to one environment, the first one first. */
export function combineAlterations(first: Alterations, second: Alterations): Alterations {
  const both = [first, second];
  return {
    async beforeStart(site) {
      for (const { beforeStart } of both) await beforeStart?.(site);
    },
    async mediamtxConfig(yaml, site) {
      let changed = yaml;
      for (const { mediamtxConfig } of both) changed = (await mediamtxConfig?.(changed, site)) ?? changed;
      return changed;
    },
    async endpoints(endpoints, site) {
      let changed = endpoints;
      for (const alterations of both)
        changed = (await alterations.endpoints?.(changed, { ...site, endpoints: changed })) ?? changed;
      return changed;
    },
    async specs(specs, site) {
      let changed = specs;
      for (const alterations of both) changed = (await alterations.specs?.(changed, site)) ?? changed;
      return changed;
    },
    async composeServices() {
      const changes = {};
      for (const { composeServices } of both) Object.assign(changes, await composeServices?.());
      return changes;
    },
    async afterStart(started, site) {
      for (const { afterStart } of both) await afterStart?.(started, site);
    },
    async publisher(options) {
      let changed = options;
      for (const { publisher } of both) changed = (await publisher?.(changed)) ?? changed;
      return changed;
    },
  };
}
