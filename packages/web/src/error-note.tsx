import { Alert, Anchor, Button, Group, Text } from "@mantine/core";

import { ApiError } from "./api.ts";

/** What went wrong, in the server's words, with the id that finds it in the log. */
export function ErrorNote({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const requestId = error instanceof ApiError ? error.requestId : "";
  const signedOut = error instanceof ApiError && error.code === "UNAUTHENTICATED";
  return (
    <Alert
      color="red"
      variant="outline"
      title={signedOut ? "This page is not signed in" : "That did not work"}
      role="alert"
    >
      <Text size="sm">
        {signedOut
          ? "Run `aether serve` again (or look at its output) and open the link that it prints."
          : error.message}
      </Text>
      <Group mt="xs" gap="sm">
        {signedOut ? (
          <Anchor size="sm" href="/sign-in">
            Sign in with e-mail and password
          </Anchor>
        ) : null}
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
        {requestId === "" ? null : <Text size="xs">request {requestId}</Text>}
      </Group>
    </Alert>
  );
}
