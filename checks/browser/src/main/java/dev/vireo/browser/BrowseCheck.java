package dev.vireo.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.vireo.browser.Chromium.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code vireo browse}: two runs side by side. */
final class BrowseCheck implements PageCheck {

  /** Milliseconds: the server has just been started, and the machine may be busy. */
  private static final double PATIENCE = 120_000;

  @Override
  public String name() {
    return "browse";
  }

  @Override
  public String look(Workshop workshop, Chromium chromium) throws Exception {
    try (Served served = Served.start(workshop)) {
      int found;
      try (OpenPage page = chromium.open(served.address, Screen.DESK, ColorScheme.LIGHT)) {
        page.page().setDefaultTimeout(PATIENCE);
        found = listsCompletions(page);
        sortsAndFilters(page);
        showsOne(page);
        showsItsHistoryInBothRuns(page);
        isUsedByKeyboard(page);
        keepsTextAsText(page, served.address);
        page.hasNoComplaints();
      }
      int rules = 0;
      for (Screen screen : Screen.values()) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          rules += isAccessible(workshop, chromium, served.address, screen, scheme);
        }
      }
      return "%d completions; sorts, filters, search, tokens, history, two runs; keys, themes, phone, hostile texts; axe passes %d rules"
          .formatted(found, rules);
    }
  }

  private static int listsCompletions(OpenPage page) {
    page.find(".hit").first().waitFor();
    Unmet.unless(
        !page.page().url().contains("token"), "the token stays in the address: %s", page.page());
    page.page().selectOption("#iteration", "1");
    waitFor(page, "document.getElementById('iteration').value === '1'");
    waitFor(page, "/^[0-9,]+ completions$/.test(document.getElementById('status').textContent)");
    return Integer.parseInt(page.find("#status").textContent().replaceAll("[^0-9]", ""));
  }

  private static void sortsAndFilters(OpenPage page) {
    page.page().selectOption("#sort", "advantage");
    waitFor(page, "location.hash.includes('sort=advantage')");
    waitFor(page, "document.querySelectorAll('.hit .signed').length > 1");
    page.page().waitForCondition(() -> isFalling(advantages(page)));
    page.find("#order").click();
    page.page().waitForCondition(() -> !isFalling(advantages(page)));
    for (String filter : List.of("truncated", "near_ties", "duplicates", "filtered")) {
      Locator chip = page.find("[data-filter=" + filter + "]");
      chip.click();
      waitFor(page, "/ of |No completion/.test(document.getElementById('status').textContent)");
      Unmet.unless("true".equals(chip.getAttribute("aria-pressed")), "%s is not on", filter);
      chip.click();
      waitFor(page, "/^[0-9,]+ completions$/.test(document.getElementById('status').textContent)");
    }
    page.find("#search").fill("zzzz no such text");
    waitFor(page, "document.getElementById('status').textContent === 'No completion fits.'");
    page.find("#search").fill("");
    page.find(".hit").first().waitFor();
  }

  private static List<Double> advantages(OpenPage page) {
    return page.find(".hit .signed").allTextContents().stream()
        .map(text -> Double.parseDouble(text.replace('−', '-')))
        .toList();
  }

  private static boolean isFalling(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort((one, other) -> Double.compare(other, one));
    return sorted.equals(values);
  }

  private static void showsOne(OpenPage page) {
    page.find(".hit").first().click();
    page.find("article:first-child .token").first().waitFor();
    String facts = page.find("article:first-child .completion .facts").textContent();
    Unmet.unless(
        facts.contains("reward") && facts.contains("advantage"), "it does not say: %s", facts);
    page.find("article:first-child [data-heat=advantage]").click();
    Unmet.unless(
        "true"
            .equals(
                page.find("article:first-child [data-heat=advantage]")
                    .getAttribute("aria-pressed")),
        "the colours do not change");
    page.find("article:first-child .tokens").focus();
    page.page().keyboard().press("ArrowRight");
    Unmet.unless(
        page.find("article:first-child .reading").textContent().startsWith("Token 1 of "),
        "a token is not read");
  }

  private static void showsItsHistoryInBothRuns(OpenPage page) {
    page.find("article:nth-child(1) .history a").first().waitFor();
    page.find("article:nth-child(2) .history a").first().waitFor();
    Unmet.unless(
        page.holds(
            "new Set([...document.querySelectorAll('article h2')].map(h => h.textContent)).size === 1"),
        "the two runs show different prompts");
  }

  private static void isUsedByKeyboard(OpenPage page) {
    page.page().keyboard().press("Escape");
    waitFor(page, "!document.body.classList.contains('opened')");
    page.page().keyboard().press("j");
    waitFor(page, "document.querySelectorAll('.hit')[0].getAttribute('aria-current') === 'true'");
    page.page().keyboard().press("j");
    waitFor(page, "document.querySelectorAll('.hit')[1].getAttribute('aria-current') === 'true'");
    page.page().keyboard().press("]");
    waitFor(page, "document.getElementById('iteration').value === '2'");
    page.page().keyboard().press("?");
    waitFor(page, "document.getElementById('help').open");
    page.page().keyboard().press("Escape");
    page.page().keyboard().press("/");
    waitFor(page, "document.activeElement.id === 'search'");
  }

  private static void keepsTextAsText(OpenPage page, String address) {
    Unmet.unless(
        page.holds("window.hostile === undefined") && page.find("main img").count() == 0,
        "a text's markup came to life");
    String base = address.substring(0, address.indexOf('?'));
    Unmet.unless(
        page.requests().stream().allMatch(request -> request.startsWith(base)),
        "it asks for %s",
        page.requests());
  }

  private static int isAccessible(
      Workshop workshop, Chromium chromium, String address, Screen screen, ColorScheme scheme) {
    String chosen = address + "#iteration=1&sort=advantage&group=0&sample=1";
    try (OpenPage page = chromium.open(chosen, screen, scheme)) {
      page.page().setDefaultTimeout(PATIENCE);
      page.find("article:first-child .token").first().waitFor();
      page.find("article:nth-child(2) .token").first().waitFor();
      page.fitsItsWindow();
      workshop
          .screenshots()
          .ifPresent(
              folder -> page.picture(folder.resolve("browse-" + screen + "-" + scheme + ".png")));
      return page.isAccessible();
    }
  }

  private static void waitFor(OpenPage page, String expression) {
    // Playwright's own wait needs eval, which the page's policy forbids.
    page.page().waitForCondition(() -> page.holds(expression));
  }

  /** The command while it serves. */
  private record Served(Process process, String address) implements AutoCloseable {

    static Served start(Workshop workshop) throws IOException {
      List<String> command =
          new ArrayList<>(List.of(workshop.root().resolve("vireo").toString(), "browse"));
      workshop.runs().stream().map(Path::toString).forEach(command::add);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String address = out.readLine();
      Unmet.unless(
          address != null && address.startsWith("http://127.0.0.1:"),
          "vireo browse prints %s",
          address);
      return new Served(process, address);
    }

    @Override
    public void close() throws IOException, InterruptedException {
      process.destroy();
      int exitCode = process.waitFor();
      Unmet.unless(exitCode == 143, "vireo browse ended with %d", exitCode);
    }
  }
}
