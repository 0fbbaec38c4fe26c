package dev.vireo.browser;

/** One page, or several that belong together, under test. */
interface PageCheck {

  /** What it is called on the command line. */
  String name();

  /**
   * Opens the page and looks at it.
   *
   * @return what was seen, in a line
   * @throws Unmet if something is not as it should be
   */
  String look(Workshop workshop, Chromium chromium) throws Exception;
}
