import { connect } from "node:net";
import { text } from "node:stream/consumers";

/** A superuser's URL of the server that this test run uses: TEST_DATABASE_URL, or one that the run starts for itself. */
export async function postgresUrl(): Promise<string> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given !== undefined && given !== "") return given;
  const path = process.env["AETHER_TEST_SERVERS"];
  if (path === undefined) throw new Error("test/support/global-setup.ts has not run: start tests with vitest");
  const answer = await text(connect(path));
  if (!answer.startsWith("postgres")) throw new Error(answer);
  return answer;
}
