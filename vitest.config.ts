import { defineConfig } from "vitest/config";

// Sources are read through the "@aether/source" condition, so no build step stands between an edit and a test.
export default defineConfig({
  resolve: { conditions: ["@aether/source", "node", "default"] },
  ssr: { resolve: { conditions: ["@aether/source", "node", "default"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    setupFiles: ["test/support/fixed-seed.ts"],
    pool: "forks",
    maxWorkers: 2,
    // The first test that needs a server on a machine waits while PostgreSQL is fetched and unpacked.
    hookTimeout: 180_000,
    testTimeout: 120_000,
    // What is waited for takes milliseconds, but on a busy machine another process may have the core for seconds.
    expect: { poll: { timeout: 20_000 } },
  },
});
