/** Random inputs are the same in every run, so that a run fails for what changed; SEED=<number> draws others. */
import { configureGlobal } from "fast-check";

configureGlobal({ seed: Number(process.env["SEED"] ?? 1) });
