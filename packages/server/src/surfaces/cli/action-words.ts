/** What commands of several actions can do, by command; also the words that shells complete. */
export const ACTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  tenant: ["create", "list", "show", "rename", "quota", "suspend", "resume", "export", "usage", "delete"],
  keys: ["list", "create", "rotate", "revoke"],
};
