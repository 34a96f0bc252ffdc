import "@mantine/core/styles.css";
import "./style.css";
import { createTheme, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { openSession } from "./api.ts";
import { App } from "./app.tsx";

const CODE = /^#code=([\w-]+)$/;

/** A one-time link carries its code behind "#", where no server or log sees it; it is spent before anything is shown. */
async function signIn(): Promise<void> {
  const code = CODE.exec(location.hash)?.[1];
  if (code === undefined) return;
  history.replaceState(null, "", location.pathname + location.search);
  await openSession(code);
}

function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

function show(): void {
  const root = document.querySelector("#root");
  if (root === null) throw new Error("the page has no #root");
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false } },
  });
  const theme = createTheme({
    primaryColor: "indigo",
    primaryShade: { light: 8, dark: 4 },
    autoContrast: true,
    respectReducedMotion: true,
  });
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

// A link that was used before still shows the page; its calls then say that it is not signed in.
signIn().then(show, show);
