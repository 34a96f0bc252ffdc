import { ERRORS } from "../packages/server/src/kernel/errors/index.ts";

/** The text of docs/errors.md, from the catalogue. */
export function errorsDocument(): string {
  const rows = Object.entries(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { category, summary, remedy, retry }]) => {
      return `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${category} | ${summary} | ${remedy} | ${retry ? "yes" : "no"} |`;
    });
  return `# Errors

Every error that a caller can act on. Written by \`node scripts/generate-errors.ts\` from \`kernel/errors/catalogue.ts\`; a test holds the two together.
An answer carries the code, a message about this very call, and details for programs. Anything else that goes wrong is a
bug: it shows as \`INTERNAL\`, and the log has it under the request id. "Again" says whether the same call may pass later unchanged.

| code | category | what it means | what to do | again |
|---|---|---|---|---|
${rows.join("\n")}
`;
}
