/**
 * Why an edge is there, and why there is none: the steps from a use to what it means, in words.
 * Nothing of this is kept with the graph. The steps are found again, from the facts of the same snapshot, when somebody
 * asks; docs/graph.md says why. Never draws an edge.
 */
export { createExplainer, type Explainer, type EdgeAsked, type LooseAsked } from "./explainer.ts";
export { type EvidenceStep, STEP_KINDS, type StepKind, type UseEvidence } from "./steps.ts";
