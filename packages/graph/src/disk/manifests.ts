const MANIFESTS =
  /(?:^|\/)(?:(?:package|composer)\.json|[jt]sconfig[^/]*\.json|go\.mod|Cargo\.toml|pyproject\.toml|setup\.cfg|setup\.py|pom\.xml|build\.gradle[^/]*|[^/]+\.csproj|Directory\.Build\.(?:props|targets))$/;

/** True for the files that resolution reads to learn where names lead. */
export function isManifest(path: string): boolean {
  return MANIFESTS.test(path);
}
