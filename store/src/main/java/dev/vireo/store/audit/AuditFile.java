package dev.vireo.store.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.RecordJson;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Stores the audits of a run's rewards, each in a folder of its own with a manifest. */
public final class AuditFile {

  /** The folder of all audits. */
  public static final String FOLDER = "audits";

  /** The stage's name. */
  public static final String STAGE = "audit-rewards";

  private static final String NAME = "audit.json";
  private static final String FROM = "from-";
  private static final String TO = "iteration=";

  private AuditFile() {}

  /**
   * The folder for the audit of a range of iterations.
   *
   * @param first the first iteration of the range
   * @param last the last iteration of the range
   */
  public static String folder(int first, int last) {
    return FOLDER + "/" + FROM + first + "/" + TO + last;
  }

  /** Publishes an audit. {@link #read} reads the same document back. */
  public static void publish(
      RunDirectory run, String folder, Fingerprint fingerprint, RewardAudit audit) {
    String text = CanonicalJson.pretty(json(audit));
    PublishedFolder.publish(
        run, folder, fingerprint, into -> Files.writeString(into.resolve(NAME), text));
  }

  /** The audit's document. */
  public static JsonNode json(RewardAudit audit) {
    return RecordJson.of(audit);
  }

  /**
   * The audit published in a folder; empty if there is none or it is not complete.
   *
   * @throws InputException if the file is damaged
   */
  public static Optional<RewardAudit> read(RunDirectory run, String folder) {
    return PublishedFolder.find(run, folder)
        .flatMap(published -> run.read(folder + "/" + NAME))
        .map(bytes -> parse(run.uri(folder), new String(bytes, StandardCharsets.UTF_8)));
  }

  private static RewardAudit parse(String folder, String text) {
    try {
      return RecordJson.read(text, RewardAudit.class);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          folder + "/" + NAME + " is damaged: delete the folder and audit the run again", e);
    }
  }

  /**
   * The audit of a run that ends with the latest iteration, the longest one among those; empty if
   * the run has none.
   */
  public static Optional<RewardAudit> latest(RunDirectory run) {
    return folders(run).stream()
        .map(folder -> read(run, folder))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The folders of a run's audits, those that end latest first. */
  private static List<String> folders(RunDirectory run) {
    TreeMap<Integer, TreeSet<Integer>> firsts = new TreeMap<>(Comparator.reverseOrder());
    for (int first : numbers(run, FOLDER, FROM)) {
      for (int last : numbers(run, FOLDER + "/" + FROM + first, TO)) {
        firsts.computeIfAbsent(last, any -> new TreeSet<>()).add(first);
      }
    }
    return firsts.entrySet().stream()
        .flatMap(each -> each.getValue().stream().map(first -> folder(first, each.getKey())))
        .toList();
  }

  private static List<Integer> numbers(RunDirectory run, String folder, String prefix) {
    return run.list(folder).stream()
        .filter(name -> name.matches(prefix + "\\d{1,9}"))
        .map(name -> Integer.valueOf(name.substring(prefix.length())))
        .toList();
  }
}
