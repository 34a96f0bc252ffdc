/** What `aether tenant` can do; also the words that shells complete. */
export const TENANT_ACTIONS: readonly string[] = [
  "create",
  "list",
  "show",
  "rename",
  "quota",
  "suspend",
  "resume",
  "export",
  "usage",
  "delete",
];
