package dev.vireo.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An open page that remembers what it complained of and whom it asked for something. */
final class OpenPage implements AutoCloseable {

  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private OpenPage(Page page) {
    this.page = page;
  }

  static OpenPage at(Page page, String address) {
    OpenPage open = new OpenPage(page);
    page.onConsoleMessage(message -> open.complaints.add(message.type() + ": " + message.text()));
    page.onPageError(open.complaints::add);
    page.onRequest(request -> open.requests.add(request.url()));
    page.navigate(address);
    return open;
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** The value of a JavaScript expression. */
  Object evaluate(String expression) {
    return page.evaluate(expression);
  }

  boolean holds(String expression) {
    return Boolean.TRUE.equals(page.evaluate(expression));
  }

  /** All that was asked for since it was opened. */
  List<String> requests() {
    return requests;
  }

  /** Demands that nothing was written to the console, not even by the content security policy. */
  void hasNoComplaints() {
    Unmet.unless(complaints.isEmpty(), "the page complains: %s", complaints);
  }

  /** Demands that the page is not wider than its window. */
  void fitsItsWindow() {
    Unmet.unless(
        holds("document.documentElement.scrollWidth <= innerWidth"),
        "the page is %s wide in a window of %s",
        evaluate("document.documentElement.scrollWidth"),
        evaluate("innerWidth"));
  }

  /** Demands that axe finds no violation of WCAG or of good practice; returns the rules passed. */
  int isAccessible() {
    var results = new AxeBuilder(page).analyze();
    List<String> violations = results.getViolations().stream().map(OpenPage::described).toList();
    Unmet.unless(violations.isEmpty(), "axe finds: %s", violations);
    return results.getPasses().size();
  }

  private static String described(Rule rule) {
    return rule.getId()
        + " at "
        + rule.getNodes().stream()
            .limit(3)
            .map(node -> node.getTarget() + " " + node.getHtml())
            .toList();
  }

  /** A picture of what the window shows. */
  void picture(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }

  @Override
  public void close() {
    page.context().close();
  }
}
