import { type Browser, chromium, type Page } from "playwright-core";
import { pathOf } from "./paths.ts";

export interface TestBrowser {
  /** A page of that many CSS pixels, with nothing shared with any other. It cannot reach the network. */
  page(width: number, options?: { readonly height?: number; readonly dark?: boolean }): Promise<Page>;
  stop(): Promise<void>;
}

/** A real browser without a window. As root, in a container and without a graphics card it needs these switches. */
export async function startChromium(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: pathOf("chromium"),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"],
  });
  return {
    page: async (width, { height = 800, dark = false } = {}) => {
      // axe wants a context of its own for each page
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        offline: true,
      });
      return context.newPage();
    },
    stop: () => browser.close(),
  };
}
