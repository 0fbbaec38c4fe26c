package dev.vireo.reports.listing;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.Storage;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.util.ArrayList;
import java.util.List;

/** Finds runs. */
public final class RunListing {

  private RunListing() {}

  /**
   * The runs in a directory and below it, in the order of their paths. Folders within runs, and
   * hidden ones, are not looked into.
   *
   * @param depth how many folders down to look, from 0
   * @throws InputException if there is no such directory
   */
  public static List<RunSummary> below(RunDirectory directory, int depth) {
    if (!directory.exists("")) {
      throw new InputException("There is no directory " + directory);
    }
    List<RunSummary> found = new ArrayList<>();
    collect(directory, "", directory, depth, found);
    return found;
  }

  private static void collect(
      RunDirectory root, String path, RunDirectory folder, int depth, List<RunSummary> found) {
    List<Storage.Entry> entries = root.storage().list(path);
    if (entries.stream().anyMatch(entry -> entry.name().equals(RunRecord.FILE))) {
      found.add(RunSummary.of(path.isEmpty() ? "." : path, folder));
      return;
    }
    for (Storage.Entry entry : entries) {
      if (entry.folder() && !entry.name().startsWith(".") && depth > 0) {
        collect(
            root, Storage.within(path, entry.name()), folder.child(entry.name()), depth - 1, found);
      }
    }
  }
}
