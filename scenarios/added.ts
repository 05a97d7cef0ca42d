// Scenarios created by `dubstep scenario new`, which appends one export per scenario. `index.ts` lists them all.
// biome-ignore-all assist/source/organizeImports: in the order of creation
