/** The attacks that the platform must survive, by number. A row is answered by tests that bear its number, or here. */
export interface AttackRow {
  readonly id: string;
  readonly what: string;
  /** Why no test bears the number: what will bring the surface that it is about, or why it has none. */
  readonly open?: string;
  readonly notApplicable?: string;
}

const row = (id: string, what: string, rest: Omit<AttackRow, "id" | "what"> = {}): AttackRow => ({ id, what, ...rest });

export const ATTACK_ROWS: readonly AttackRow[] = [
  row("DB-01", "A table of tenants without forced row security"),
  row("DB-02", "The owner of a table, past row security"),
  row("DB-03", "A partition, past the policy of its parent"),
  row("DB-04", "A view or materialized view, past row security"),
  row("DB-06", "A statement without a tenant"),
  row("DB-07", "A tenant that stays on a connection after an error, a timeout or a lost caller"),
  row("DB-09", "A statement that sets the tenant and reads under it"),
  row("DB-10", "A unique name that tells of another tenant's"),
  row("DB-11", "A foreign key that tells of another tenant's row or leads to it"),
  row("DB-12", "Emptying, changing or making objects as the application"),
  row("DB-13", "A row written for another tenant, or moved to one"),
  row("DB-15", "A function that sees rows before row security does"),
  row("DB-17", "A neighbour's vectors that crowd out the own ones"),
  row("DB-20", "SQL in every field of every input"),
  row("DB-22", "What is left of a deleted tenant"),
  row("API-01", "Another tenant's id in X-Tenant-ID"),
  row("API-02", "Another tenant's ids in every operation, by answer and by time"),
  row("API-04", "Another tenant's jobs"),
  row("API-06", "Every operation as every role"),
  row("API-07", "Another tenant's words in searches, suggestions and counts"),
  row("API-10", "Subscribing to another tenant's channel", {
    open: "The WebSocket surface comes with analysis and generation.",
  }),
  row("API-11", "A socket that outlives its credential", {
    open: "The WebSocket surface comes with analysis and generation.",
  }),
  row("API-12", "Another tenant's nodes through GraphQL", {
    open: "The GraphQL surface comes with analysis and generation.",
  }),
  row("API-14", "Another tenant's things through MCP", { open: "The MCP surface is not there yet." }),
  row("API-15", "Two tenants' calls mixed in one MCP connection", { open: "The MCP surface is not there yet." }),
  row("API-16", "A forged ticket in the queue"),
  row("API-18", "Differences between refusals"),
  row("AUTH-01", "The form of keys"),
  row("AUTH-02", "Keys at rest"),
  row("AUTH-03", "A key that differs only where bcrypt does not look"),
  row("AUTH-04", "Guessing keys to burn CPU"),
  row("AUTH-07", "The time that comparing a key takes"),
  row("AUTH-08", "A key in a URL or a log"),
  row("AUTH-09", "Access tokens signed in another way, or not at all"),
  row("AUTH-10", "Access tokens with claims that do not hold"),
  row("AUTH-12", "Refresh tokens used twice"),
  row("AUTH-14", "Guessing passwords, and finding out who has an account"),
  row("AUTH-17", "Calls that another site makes with the browser's cookie"),
  row("GIT-01", "URLs of other transports"),
  row("GIT-02", "Options in URLs and refs"),
  row("GIT-03", "Redirects to internal hosts"),
  row("GIT-04", "A name that resolves to another address the second time"),
  row("GIT-05", "Internal addresses in other spellings"),
  row("GIT-08", "Links out of the repository"),
  row("GIT-10", "Hooks, filters, attributes and inherited configuration"),
  row("GIT-11", "Pointers of Git LFS"),
  row("GIT-12", "Trees that unfold without end"),
  row("GIT-13", "Packs, blobs, histories and archives that unfold without end"),
  row("GIT-16", "Paths on the server's machine"),
  row("GIT-18", "Two ingests of one repository, and its deletion in between"),
  row("PARSE-01", "Sources nested without end"),
  row("PARSE-04", "Patterns that take exponential time"),
  row("PARSE-05", "Bodies, headers and nestings without end"),
  row("PARSE-07", "One tenant's searches that hold up the others'", {
    open: "Searches of one tenant are bounded by its rate; that others' answers stay within three times of theirs was not measured.",
  }),
  row("PARSE-08", "One tenant's queue that holds up the others'"),
  row("WEB-01", "Script in names, paths, code and messages"),
  row("WEB-03", "Requests that two servers read differently"),
  row("WEB-04", "Request ids that write into the log"),
  row("WEB-06", "Bodies, methods and paths in other forms"),
  row("WEB-08", "Missing security headers"),
  row("WEB-10", "Secrets in arguments, files and messages of the command"),
  row("WEB-12", "Idempotency keys used for something else"),
  row("TIME-03", "Rates over several processes, keys and addresses"),
  row("TIME-05", "Creations that race for the last place of a quota"),
  row("TIME-07", "Two changes of one state"),
  row("TIME-08", "Pages while rows come and go, and forged cursors"),
  row("AUDIT-01", "Commands and refusals that the trail misses"),
  row("AUDIT-02", "A trail changed by whoever owns the database"),
  row("AUDIT-05", "Secrets in logs"),
  row("AUDIT-06", "Insides in error messages"),
  row("AUDIT-08", "The container", {
    open: "The image is described in the Dockerfile and was not built by a test yet.",
  }),
  row("AUDIT-10", "Settings that are not safe"),
  row("AUDIT-11", "Changing root keys under load", {
    open: "Root keys are changed and secrets sealed anew by tests at rest, not under load.",
  }),
];
