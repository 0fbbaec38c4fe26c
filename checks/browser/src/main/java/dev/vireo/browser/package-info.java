/**
 * What a person sees of Vireo's pages: {@code checks/browser/check.sh}.
 *
 * <p>In: two finished runs, a study and a browser. Out: a line for each {@link
 * dev.vireo.browser.PageCheck}, and pictures if asked for. The pages are made by {@code ./vireo} in
 * a process of its own, and held against the runs' numbers as {@code dev.vireo.reports.history}
 * reads them.
 *
 * <p>Must not import the pages' own packages: it sees what a user sees.
 */
package dev.vireo.browser;
