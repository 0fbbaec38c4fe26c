package dev.vireo.store.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.RecordJson;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** Stores the report of a study in a folder of the run. */
public final class StudyFile {

  /** The folder. */
  public static final String FOLDER = "study";

  private static final String NAME = "study.json";

  private StudyFile() {}

  /** Publishes a report. {@link #read} reads the same document back. */
  public static void publish(RunDirectory run, Fingerprint fingerprint, StudyReport report) {
    String text = CanonicalJson.pretty(RecordJson.of(report));
    PublishedFolder.publish(
        run, FOLDER, fingerprint, into -> Files.writeString(into.resolve(NAME), text));
  }

  /**
   * The report of a run; empty if there is none or it is not complete.
   *
   * @throws InputException if the file is damaged
   */
  public static Optional<StudyReport> read(RunDirectory run) {
    return PublishedFolder.find(run, FOLDER)
        .flatMap(published -> run.read(FOLDER + "/" + NAME))
        .map(bytes -> parse(run.uri(FOLDER), new String(bytes, StandardCharsets.UTF_8)));
  }

  private static StudyReport parse(String folder, String text) {
    try {
      return RecordJson.read(text, StudyReport.class);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          folder + "/" + NAME + " is damaged: delete the folder and run the study again", e);
    }
  }
}
