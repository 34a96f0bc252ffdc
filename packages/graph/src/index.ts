/**
 * @aether/graph: source text in, code graph out.
 * Promises stable ids, an evidence tier on every edge, and the same answer for the same input.
 * Never touches a disk, database, clock or network; `@aether/graph/disk` is the one door to the machine.
 */
export {
  EDGE_KINDS,
  NODE_KINDS,
  TIERS,
  type CodeGraph,
  type EdgeKind,
  type FileGraph,
  type GraphEdge,
  type GraphNode,
  type NodeKind,
  type Tier,
  type Unresolved,
  type UnresolvedReason,
  type Visibility,
} from "./model.ts";
export { emptyFacts } from "./empty-facts.ts";
export { FACTS_VERSION, type FileFacts, readFacts } from "./facts.ts";
export type { OutsideSymbol, ScipFacts } from "./scip-facts.ts";
export {
  MalformedScip,
  packageOfSymbol,
  readAgainstText,
  readDocument,
  readDocumentHead,
  readMetadata,
  type ScipDocument,
} from "./scip/index.ts";
export { exportEdge, exportLines, exportNode } from "./export.ts";
export { stableId, type Identity } from "./ids.ts";
export { type DefiningLine, nameAt, type NameAt, openDefinitions, type Place } from "./meaning/index.ts";
export {
  type CompiledWasm,
  compileWasm,
  CORE_WASM,
  createParser,
  type Grammar,
  type LanguageEntry,
  languageOf,
  LANGUAGES,
  type ParseRequest,
  type ParserOptions,
  type SourceParser,
} from "./parse/index.ts";
export {
  createExplainer,
  type EdgeAsked,
  type EvidenceStep,
  type Explainer,
  type LooseAsked,
  STEP_KINDS,
  type StepKind,
  type UseEvidence,
} from "./explain/index.ts";
export {
  createGraphIndex,
  type GraphIndex,
  type GraphUpdate,
  type Manifest,
  type Project,
  type ProjectChange,
  type ProjectFile,
  resolve,
  withDispatch,
} from "./resolve/index.ts";
