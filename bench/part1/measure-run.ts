import type { TestTenant } from "../../test/support/aether-for-tests.ts";
import { cpuSeconds, rounded, type RunFigures } from "./figures.ts";

/** Indexes a folder as the repository `bench`; CPU by stages, as far as progress tells them apart. */
export async function measureRun(tenant: TestTenant, folder: string): Promise<RunFigures> {
  const stages: Record<string, number> = {};
  const started = performance.now();
  const first = cpuSeconds();
  let last = { stage: "queued", cpu: first };
  const step = (stage: string) => {
    const cpu = cpuSeconds();
    stages[last.stage] = rounded((stages[last.stage] ?? 0) + cpu - last.cpu);
    last = { stage, cpu };
  };
  const job = await tenant.index(folder, { name: "bench", onStage: step });
  step("end");
  if (job.state !== "succeeded") throw new Error(JSON.stringify(job.error));
  return {
    cpuS: rounded(cpuSeconds() - first),
    wallS: rounded((performance.now() - started) / 1000),
    stages,
    result: job.result,
  };
}
