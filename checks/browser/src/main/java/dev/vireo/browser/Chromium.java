package dev.vireo.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A browser without a window, with a new profile, that contacts nobody by itself. */
final class Chromium implements AutoCloseable {

  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** A window: of a desk, or of a phone, which is touched. */
  enum Screen {
    DESK(1360, 900),
    PHONE(390, 844),
    NARROW(320, 640);

    private final int width;
    private final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts the browser at a path; none is downloaded. */
  static Chromium start(Path executable) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(QUIET));
    return new Chromium(playwright, browser);
  }

  String version() {
    return browser.version();
  }

  /** Opens an address in a window of its own, under the theme that the system would ask for. */
  OpenPage open(String address, Screen screen, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(screen.width, screen.height)
                .setHasTouch(screen != Screen.DESK)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    return OpenPage.at(context.newPage(), address);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
