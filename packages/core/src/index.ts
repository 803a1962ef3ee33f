export { type Adjacency, neighbours } from './adjacency.js';
export {
  AutoTrailError,
  type AutoTrailErrorOptions,
  defineErrors,
  type ErrorDefinition,
  type ErrorMaker,
  messageOf,
} from './autotrail-error.js';
export { buildDag } from './build-dag.js';
export { Dag, type DagParts } from './dag.js';
export { describeValue } from './describe-value.js';
export { CORE_ERRORS, coreError } from './errors.js';
export { findCycle } from './find-cycle.js';
export { Frontier } from './frontier.js';
export { findNonJson, type JsonObject, type JsonValue, MAX_JSON_DEPTH, type NonJson } from './json.js';
export type { Pair, Pairs, VertexOf } from './pairs.js';
export { Step, step, type Tags, type TagValue } from './step.js';
export { branchesOf, branchOf, strictProgeny } from './strict-progeny.js';
export { type TopologicalWhileOptions, topologicalWhile } from './topological-while.js';
export { breadthFirst, depthFirst, topological } from './traverse.js';
