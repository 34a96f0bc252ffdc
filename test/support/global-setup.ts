/** Runs once before all tests. The servers that tests need are started on first use, not here. */
export function setup(): void {}
