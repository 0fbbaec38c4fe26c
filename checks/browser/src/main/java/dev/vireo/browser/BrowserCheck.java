package dev.vireo.browser;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at Vireo's pages in a browser: the program of {@code checks/browser/check.sh}. */
public final class BrowserCheck {

  private static final List<PageCheck> CHECKS =
      List.of(new ReportCheck(), new BrowseCheck(), new StudyCheck());

  private BrowserCheck() {}

  /**
   * Arguments: the checkout, a folder to work in, the browser, where pictures go ({@code -} for
   * none), two runs, and names of checks; all where there is none.
   */
  public static void main(String[] arguments) {
    List<String> asked = List.of(arguments).subList(6, arguments.length);
    List<String> known = CHECKS.stream().map(PageCheck::name).toList();
    for (String name : asked) {
      if (!known.contains(name)) {
        System.err.println("check: there is no " + name + "; there are: " + known);
        System.exit(2);
      }
    }
    Workshop workshop =
        new Workshop(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            List.of(Path.of(arguments[4]), Path.of(arguments[5])),
            Optional.of(arguments[3]).filter(folder -> !folder.equals("-")).map(Path::of));
    int failed = 0;
    try (Chromium chromium = Chromium.start(Path.of(arguments[2]))) {
      for (PageCheck check : CHECKS) {
        if (asked.isEmpty() || asked.contains(check.name())) {
          failed += look(check, workshop, chromium);
        }
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static int look(PageCheck check, Workshop workshop, Chromium chromium) {
    try {
      String seen = check.look(workshop, chromium);
      System.out.printf("passed  %-8s %s (Chromium %s)%n", check.name(), seen, chromium.version());
      return 0;
    } catch (Unmet e) {
      System.out.printf("FAILED  %-8s %s%n", check.name(), e.getMessage());
    } catch (Exception e) {
      System.out.printf("FAILED  %-8s %s%n", check.name(), e);
    }
    return 1;
  }
}
