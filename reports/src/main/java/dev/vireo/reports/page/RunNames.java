package dev.vireo.reports.page;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.run.RunDirectory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** What runs are called where several are shown together: the shortest ends of their paths. */
final class RunNames {

  private RunNames() {}

  /**
   * A name for each run, different from the others.
   *
   * @throws InputException if a run is there twice
   */
  static List<String> of(List<RunDirectory> runs) {
    for (int i = 0; i < runs.size(); i++) {
      if (runs.indexOf(runs.get(i)) < i) {
        throw new InputException(runs.get(i) + " is named twice: a report shows a run once");
      }
    }
    for (int parts = 1; ; parts++) {
      int kept = parts;
      List<String> names = runs.stream().map(run -> end(run.uri(), kept)).toList();
      if (new HashSet<>(names).size() == names.size()) {
        return names;
      }
    }
  }

  /** The last parts of a URI; all of it if it has fewer. */
  private static String end(String uri, int parts) {
    String[] all = uri.split("/");
    return all.length <= parts
        ? uri
        : String.join("/", Arrays.copyOfRange(all, all.length - parts, all.length));
  }
}
