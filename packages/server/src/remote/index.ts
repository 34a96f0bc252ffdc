/**
 * Repositories that are somewhere else: git over https. Promises that nothing is asked of an address that is not public
 * (unless an operator named it), that an address is looked up once and no redirect leads away from it, that nothing a
 * repository holds is checked out or run, that what comes is bounded in bytes and time, and that a secret is in no
 * argument, environment or file. It knows no table; where its files lie, it is told.
 */
export { isCommitHash, requireRefName } from "./ref-name.ts";
export {
  type Clone,
  createRemotes,
  type Credential,
  type Remotes,
  type RemotesOptions,
  type Unfolded,
} from "./remotes.ts";
